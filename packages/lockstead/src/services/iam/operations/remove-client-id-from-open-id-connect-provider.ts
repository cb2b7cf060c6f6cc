/**
 * RemoveClientIDFromOpenIDConnectProvider: takes an audience from an OpenID Connect provider; one that it does not have is no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveClientIDFromOpenIDConnectProvider.html
 */
import { findOidcProvider } from '../federation/oidc-provider.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const removeClientIDFromOpenIDConnectProvider: IamWrite<'RemoveClientIDFromOpenIDConnectProvider'> = {
  name: 'RemoveClientIDFromOpenIDConnectProvider',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const provider = await findOidcProvider(state, account, input.OpenIDConnectProviderArn);
    const clientIds = provider.clientIds.filter((id) => id !== input.ClientID);
    await state.oidcProviders.update({ ...provider, clientIds });
    return {};
  },
};
