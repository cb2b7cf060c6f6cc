/**
 * GetOpenIDConnectProvider: an OpenID Connect provider, its audiences and thumbprints. Its address is told without its scheme.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html
 */
import { toDate } from '#kernel/clock';
import { findOidcProvider } from '../federation/oidc-provider.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const getOpenIDConnectProvider: IamRead<'GetOpenIDConnectProvider'> = {
  name: 'GetOpenIDConnectProvider',
  effect: 'read',

  async handle(input, { reader, account }) {
    const state = iamState(reader, account);
    const provider = await findOidcProvider(state, account, input.OpenIDConnectProviderArn);
    return {
      Url: provider.url,
      ClientIDList: [...provider.clientIds],
      ThumbprintList: [...provider.thumbprints],
      CreateDate: toDate(provider.createdAt),
      Tags: [...provider.tags],
    };
  },
};
