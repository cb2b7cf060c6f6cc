/** What operations on managed policies ask for, and what looks at the whole account. */
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { requestTagKeys, resourceTagKeys } from '../../tags/condition-keys.ts';
import { policyArn } from '../entities/arns.ts';
import type { IamAuthorization, IamInput } from '../operation.ts';
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
    return pair(action, arn, context, { ...(await policyTags(arn, reader, context)), ...also(input) });
  };
}

/** The tags of a managed policy, as condition keys; none where there is no such policy. */
export async function policyTags(arn: string, reader: Reader, { account }: RequestContext): Promise<Context> {
  const policy = await lookupManagedPolicy(iamState(reader, account), account, arn);
  return policy === undefined ? {} : resourceTagKeys(policy.tags);
}

export const policyAuthorization = {
  CreatePolicy: async (input, _reader, context) =>
    creation(
      {
        action: 'CreatePolicy',
        tagAction: 'TagPolicy',
        resource: policyArn(context.account, { path: input.Path ?? '/', name: input.PolicyName }),
        tags: input.Tags,
      },
      context,
    ),
  GetPolicy: onPolicy('GetPolicy'),
  DeletePolicy: onPolicy('DeletePolicy'),
  CreatePolicyVersion: onPolicy('CreatePolicyVersion'),
  GetPolicyVersion: onPolicy('GetPolicyVersion'),
  ListPolicyVersions: onPolicy('ListPolicyVersions'),
  DeletePolicyVersion: onPolicy('DeletePolicyVersion'),
  SetDefaultPolicyVersion: onPolicy('SetDefaultPolicyVersion'),
  ListEntitiesForPolicy: onPolicy('ListEntitiesForPolicy'),
  TagPolicy: onPolicy('TagPolicy', ({ Tags }) => requestTagKeys(Tags)),
  UntagPolicy: onPolicy('UntagPolicy', ({ TagKeys }) => ({
    'aws:TagKeys': TagKeys,
  })),
  ListPolicyTags: onPolicy('ListPolicyTags'),
  /** These have no resource of their own: only a grant on all passes. */
  ListPolicies: async (_input, _reader, context) => pair('ListPolicies', '*', context),
  GetAccountAuthorizationDetails: async (_input, _reader, context) =>
    pair('GetAccountAuthorizationDetails', '*', context),
  /** On the user, group or role whose policies are listed. */
  ListPoliciesGrantingServiceAccess: onEntity('ListPoliciesGrantingServiceAccess', ({ Arn }) => Arn),
} satisfies IamAuthorization;
