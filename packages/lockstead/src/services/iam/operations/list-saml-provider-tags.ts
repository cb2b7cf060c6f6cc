/**
 * ListSAMLProviderTags: a SAML provider's tags, sorted by key.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviderTags.html
 */
import { pageOfTags } from '../entities/tags.ts';
import { findSamlProvider } from '../federation/saml-provider.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const listSAMLProviderTags: IamRead<'ListSAMLProviderTags'> = {
  name: 'ListSAMLProviderTags',
  effect: 'read',

  async handle(input, context) {
    const { account, reader } = context;
    const provider = await findSamlProvider(iamState(reader, account), account, input.SAMLProviderArn);
    return pageOfTags(provider.tags, input, context, 'ListSAMLProviderTags', provider.name);
  },
};
