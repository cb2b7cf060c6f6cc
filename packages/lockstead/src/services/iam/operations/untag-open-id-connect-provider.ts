/**
 * UntagOpenIDConnectProvider: takes tags from an OpenID Connect provider; keys that it does not have are no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagOpenIDConnectProvider.html
 */
import { withoutTags } from '../entities/tags.ts';
import { findOidcProvider } from '../federation/oidc-provider.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const untagOpenIDConnectProvider: IamWrite<'UntagOpenIDConnectProvider'> = {
  name: 'UntagOpenIDConnectProvider',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const provider = await findOidcProvider(state, account, input.OpenIDConnectProviderArn);
    await state.oidcProviders.update({ ...provider, tags: withoutTags(provider.tags, input.TagKeys) });
    return {};
  },
};
