/** What operations on SAML providers ask for: the provider by its ARN, in which its name stands. */
import { requestTagKeys, resourceTagKeys } from '../../tags/condition-keys.ts';
import { samlNameOfArn, samlProviderArn } from '../federation/saml-provider.ts';
import type { IamAuthorization, IamInput } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { type Context, creation, type IamAuthorize, type OperationOn, pair } from './pairs.ts';

/** The action that bears the operation's name, on the provider that it names. */
function onProvider<Name extends OperationOn<'SAMLProviderArn'>>(
  action: Name,
  also: (input: IamInput<Name>) => Context = () => ({}),
): IamAuthorize<Name> {
  return async (input, reader, context) => {
    const { SAMLProviderArn: arn } = input as { readonly SAMLProviderArn: string };
    const name = samlNameOfArn(arn, context.account);
    const provider = name === undefined ? undefined : await iamState(reader, context.account).samlProviders.get(name);
    return pair(action, arn, context, { ...resourceTagKeys(provider?.tags ?? []), ...also(input) });
  };
}

export const samlProviderAuthorization = {
  CreateSAMLProvider: async (input, _reader, context) => {
    const resource = samlProviderArn(context.account, input.Name);
    return creation(
      { action: 'CreateSAMLProvider', tagAction: 'TagSAMLProvider', resource, tags: input.Tags },
      context,
    );
  },
  GetSAMLProvider: onProvider('GetSAMLProvider'),
  UpdateSAMLProvider: onProvider('UpdateSAMLProvider'),
  DeleteSAMLProvider: onProvider('DeleteSAMLProvider'),
  ListSAMLProviderTags: onProvider('ListSAMLProviderTags'),
  TagSAMLProvider: onProvider('TagSAMLProvider', ({ Tags }) => requestTagKeys(Tags)),
  UntagSAMLProvider: onProvider('UntagSAMLProvider', ({ TagKeys }) => ({ 'aws:TagKeys': TagKeys })),
  /** Of all providers: AWS's events name the resource so. */
  ListSAMLProviders: async (_input, _reader, context) =>
    pair('ListSAMLProviders', samlProviderArn(context.account, '*'), context),
} satisfies IamAuthorization;
