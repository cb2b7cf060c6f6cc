/**
 * AddClientIDToOpenIDConnectProvider: adds an audience to an OpenID Connect provider; one that it has is no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html
 */
import { findOidcProvider, oidcClientIds } from '../federation/oidc-provider.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const addClientIDToOpenIDConnectProvider: IamWrite<'AddClientIDToOpenIDConnectProvider'> = {
  name: 'AddClientIDToOpenIDConnectProvider',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const provider = await findOidcProvider(state, account, input.OpenIDConnectProviderArn);
    const clientIds = oidcClientIds([...provider.clientIds, input.ClientID]);
    await state.oidcProviders.update({ ...provider, clientIds });
    return {};
  },
};
