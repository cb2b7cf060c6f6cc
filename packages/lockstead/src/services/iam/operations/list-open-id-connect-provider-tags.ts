/**
 * ListOpenIDConnectProviderTags: an OpenID Connect provider's tags, sorted by key.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviderTags.html
 */
import { pageOfTags } from '../entities/tags.ts';
import { findOidcProvider } from '../federation/oidc-provider.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const listOpenIDConnectProviderTags: IamRead<'ListOpenIDConnectProviderTags'> = {
  name: 'ListOpenIDConnectProviderTags',
  effect: 'read',

  async handle(input, context) {
    const { account, reader } = context;
    const provider = await findOidcProvider(iamState(reader, account), account, input.OpenIDConnectProviderArn);
    return pageOfTags(provider.tags, input, context, 'ListOpenIDConnectProviderTags', provider.url);
  },
};
