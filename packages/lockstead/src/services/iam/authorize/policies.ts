/** What operations on managed policies ask for, and what looks at the whole account. */

import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { requestTagKeys, resourceTagKeys } from '../../tags/condition-keys.ts';
import { policyArn } from '../entities/arns.ts';
import type { IamInput } from '../operation.ts';
import { lookupManagedPolicy } from '../policies/managed-policy.ts';
import { iamState } from '../state/state.ts';
import { onEntity } from './on-entity.ts';
import { type Context, creation, type IamAuthorize, type OperationOn, pair } from './pairs.ts';

/** The action that bears the operation's name, on the policy that it names. */
function onPolicy<Name extends OperationOn<'PolicyArn'>>(
  action: Name,
  also: (input: IamInput<Name>) => Context = () => ({}),
): IamAuthorize<Name> {
  return async (input, reader, context) => {
    const { PolicyArn: arn } = input as { readonly PolicyArn: string };
    return pair(action, arn, context, { ...(await tagsOf(arn, reader, context)), ...also(input) });
  };
}

async function tagsOf(arn: string, reader: Reader, { account }: RequestContext): Promise<Context> {
  const policy = await lookupManagedPolicy(iamState(reader, account), account, arn);
  return policy === undefined ? {} : resourceTagKeys(policy.tags);
}

export const CreatePolicy: IamAuthorize<'CreatePolicy'> = async (input, _reader, context) =>
  creation(
    {
      action: 'CreatePolicy',
      tagAction: 'TagPolicy',
      resource: policyArn(context.account, { path: input.Path ?? '/', name: input.PolicyName }),
      tags: input.Tags,
    },
    context,
  );

export const GetPolicy: IamAuthorize<'GetPolicy'> = onPolicy('GetPolicy');
export const DeletePolicy: IamAuthorize<'DeletePolicy'> = onPolicy('DeletePolicy');
export const CreatePolicyVersion: IamAuthorize<'CreatePolicyVersion'> = onPolicy('CreatePolicyVersion');
export const GetPolicyVersion: IamAuthorize<'GetPolicyVersion'> = onPolicy('GetPolicyVersion');
export const ListPolicyVersions: IamAuthorize<'ListPolicyVersions'> = onPolicy('ListPolicyVersions');
export const DeletePolicyVersion: IamAuthorize<'DeletePolicyVersion'> = onPolicy('DeletePolicyVersion');
export const SetDefaultPolicyVersion: IamAuthorize<'SetDefaultPolicyVersion'> = onPolicy('SetDefaultPolicyVersion');
export const ListEntitiesForPolicy: IamAuthorize<'ListEntitiesForPolicy'> = onPolicy('ListEntitiesForPolicy');
export const TagPolicy: IamAuthorize<'TagPolicy'> = onPolicy('TagPolicy', ({ Tags }) => requestTagKeys(Tags));
export const UntagPolicy: IamAuthorize<'UntagPolicy'> = onPolicy('UntagPolicy', ({ TagKeys }) => ({
  'aws:TagKeys': TagKeys,
}));
export const ListPolicyTags: IamAuthorize<'ListPolicyTags'> = onPolicy('ListPolicyTags');

/** These have no resource of their own: only a grant on all passes. */
export const ListPolicies: IamAuthorize<'ListPolicies'> = async (_input, _reader, context) =>
  pair('ListPolicies', '*', context);
export const GetAccountAuthorizationDetails: IamAuthorize<'GetAccountAuthorizationDetails'> = async (
  _input,
  _reader,
  context,
) => pair('GetAccountAuthorizationDetails', '*', context);

/** On the user, group or role whose policies are listed. */
export const ListPoliciesGrantingServiceAccess: IamAuthorize<'ListPoliciesGrantingServiceAccess'> = onEntity(
  'ListPoliciesGrantingServiceAccess',
  ({ Arn }) => Arn,
);
