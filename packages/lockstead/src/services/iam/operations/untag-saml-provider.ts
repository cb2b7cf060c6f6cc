/**
 * UntagSAMLProvider: takes tags from a SAML provider; keys that it does not have are no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagSAMLProvider.html
 */
import { withoutTags } from '../entities/tags.ts';
import { findSamlProvider } from '../federation/saml-provider.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const untagSAMLProvider: IamWrite<'UntagSAMLProvider'> = {
  name: 'UntagSAMLProvider',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const provider = await findSamlProvider(state, account, input.SAMLProviderArn);
    await state.samlProviders.update({ ...provider, tags: withoutTags(provider.tags, input.TagKeys) });
    return {};
  },
};
