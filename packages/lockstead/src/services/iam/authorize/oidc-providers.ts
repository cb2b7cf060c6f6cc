/** What operations on OpenID Connect providers ask for: the provider by its ARN, in which its address stands. */
import { requestTagKeys, resourceTagKeys } from '../../tags/condition-keys.ts';
import { oidcProviderArn, urlOfArn } from '../federation/oidc-provider.ts';
import type { IamAuthorization, IamInput } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { type Context, creation, type IamAuthorize, type OperationOn, pair } from './pairs.ts';

/** The action that bears the operation's name, on the provider that it names. */
function onProvider<Name extends OperationOn<'OpenIDConnectProviderArn'>>(
  action: Name,
  also: (input: IamInput<Name>) => Context = () => ({}),
): IamAuthorize<Name> {
  return async (input, reader, context) => {
    const { OpenIDConnectProviderArn: arn } = input as { readonly OpenIDConnectProviderArn: string };
    const url = urlOfArn(arn, context.account);
    const provider = url === undefined ? undefined : await iamState(reader, context.account).oidcProviders.get(url);
    return pair(action, arn, context, { ...resourceTagKeys(provider?.tags ?? []), ...also(input) });
  };
}

export const oidcProviderAuthorization = {
  CreateOpenIDConnectProvider: async (input, _reader, context) => {
    const resource = oidcProviderArn(context.account, input.Url.replace(/^https:\/\//, ''));
    const tags = input.Tags;
    return creation(
      { action: 'CreateOpenIDConnectProvider', tagAction: 'TagOpenIDConnectProvider', resource, tags },
      context,
    );
  },
  GetOpenIDConnectProvider: onProvider('GetOpenIDConnectProvider'),
  DeleteOpenIDConnectProvider: onProvider('DeleteOpenIDConnectProvider'),
  UpdateOpenIDConnectProviderThumbprint: onProvider('UpdateOpenIDConnectProviderThumbprint'),
  AddClientIDToOpenIDConnectProvider: onProvider('AddClientIDToOpenIDConnectProvider'),
  RemoveClientIDFromOpenIDConnectProvider: onProvider('RemoveClientIDFromOpenIDConnectProvider'),
  ListOpenIDConnectProviderTags: onProvider('ListOpenIDConnectProviderTags'),
  TagOpenIDConnectProvider: onProvider('TagOpenIDConnectProvider', ({ Tags }) => requestTagKeys(Tags)),
  UntagOpenIDConnectProvider: onProvider('UntagOpenIDConnectProvider', ({ TagKeys }) => ({ 'aws:TagKeys': TagKeys })),
  /** Of all providers: AWS's events name the resource so. */
  ListOpenIDConnectProviders: async (_input, _reader, context) =>
    pair('ListOpenIDConnectProviders', oidcProviderArn(context.account, '*'), context),
} satisfies IamAuthorization;
