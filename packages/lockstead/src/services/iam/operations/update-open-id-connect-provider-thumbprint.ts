/**
 * UpdateOpenIDConnectProviderThumbprint: replaces all thumbprints of an OpenID Connect provider.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateOpenIDConnectProviderThumbprint.html
 */
import { findOidcProvider, oidcThumbprints } from '../federation/oidc-provider.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const updateOpenIDConnectProviderThumbprint: IamWrite<'UpdateOpenIDConnectProviderThumbprint'> = {
  name: 'UpdateOpenIDConnectProviderThumbprint',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const provider = await findOidcProvider(state, account, input.OpenIDConnectProviderArn);
    await state.oidcProviders.update({ ...provider, thumbprints: oidcThumbprints(input.ThumbprintList) });
    return {};
  },
};
