/**
 * ListOpenIDConnectProviders: the ARNs of the account's OpenID Connect providers. The list has no pages.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html
 */
import { oidcProviderArn } from '../federation/oidc-provider.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const listOpenIDConnectProviders: IamRead<'ListOpenIDConnectProviders'> = {
  name: 'ListOpenIDConnectProviders',
  effect: 'read',

  async handle(_input, { reader, account }) {
    const providers = await iamState(reader, account).oidcProviders.list();
    return {
      OpenIDConnectProviderList: providers.map(({ record }) => ({ Arn: oidcProviderArn(account, record.url) })),
    };
  },
};
