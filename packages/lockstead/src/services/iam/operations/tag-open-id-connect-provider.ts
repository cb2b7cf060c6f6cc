/**
 * TagOpenIDConnectProvider: puts tags on an OpenID Connect provider, over those of the same keys.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagOpenIDConnectProvider.html
 */
import type { TagRules } from '../../tags/tag-rules.ts';
import { ruledTags } from '../entities/tags.ts';
import { findOidcProvider } from '../federation/oidc-provider.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const tagOpenIDConnectProvider = (rules: TagRules): IamWrite<'TagOpenIDConnectProvider'> => ({
  name: 'TagOpenIDConnectProvider',
  effect: 'write',

  async handle(input, context) {
    const { tx, account } = context;
    const state = iamState(tx, account);
    const provider = await findOidcProvider(state, account, input.OpenIDConnectProviderArn);
    await state.oidcProviders.update({
      ...provider,
      tags: await ruledTags(rules, context, 'oidc-provider', provider.tags, input.Tags),
    });
    return {};
  },
});
