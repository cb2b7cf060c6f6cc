/**
 * DeleteOpenIDConnectProvider: takes an OpenID Connect provider away. Roles keep it in their trust policies, and its tokens open them no more. One that is not there is no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html
 */
import { urlOfArn } from '../federation/oidc-provider.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const deleteOpenIDConnectProvider: IamWrite<'DeleteOpenIDConnectProvider'> = {
  name: 'DeleteOpenIDConnectProvider',
  effect: 'write',

  async handle(input, { tx, account }) {
    const { oidcProviders } = iamState(tx, account);
    const url = urlOfArn(input.OpenIDConnectProviderArn, account);
    if (url !== undefined && (await oidcProviders.get(url)) !== undefined) await oidcProviders.delete(url);
    return {};
  },
};
