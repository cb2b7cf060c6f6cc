/**
 * TagSAMLProvider: puts tags on a SAML provider, over those of the same keys.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagSAMLProvider.html
 */
import type { TagRules } from '../../tags/tag-rules.ts';
import { ruledTags } from '../entities/tags.ts';
import { findSamlProvider } from '../federation/saml-provider.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const tagSAMLProvider = (rules: TagRules): IamWrite<'TagSAMLProvider'> => ({
  name: 'TagSAMLProvider',
  effect: 'write',

  async handle(input, context) {
    const { tx, account } = context;
    const state = iamState(tx, account);
    const provider = await findSamlProvider(state, account, input.SAMLProviderArn);
    await state.samlProviders.update({
      ...provider,
      tags: await ruledTags(rules, context, 'saml-provider', provider.tags, input.Tags),
    });
    return {};
  },
});
