/**
 * CreateSAMLProvider: makes an identity provider that signs SAML assertions one that roles of the account may trust.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html
 */
import { Secret } from '#kernel/secret';
import type { SamlMetadata } from '../../saml/metadata.ts';
import type { TagRules } from '../../tags/tag-rules.ts';
import { ruledTags } from '../entities/tags.ts';
import { EntityAlreadyExists } from '../errors.ts';
import {
  checkEncryption,
  checkPrivateKey,
  newSamlKeyId,
  newSamlProviderId,
  ofMetadata,
  samlMetadata,
  samlProviderArn,
} from '../federation/saml-provider.ts';
import type { IamWrite } from '../operation.ts';
import type { AccountQuotas } from '../provides/account-quotas.ts';
import { iamState } from '../state/state.ts';

export const createSAMLProvider = (
  quotas: AccountQuotas,
  rules: TagRules,
): IamWrite<'CreateSAMLProvider', SamlMetadata> => ({
  name: 'CreateSAMLProvider',
  effect: 'write',

  async prepare(input) {
    if (input.AddPrivateKey !== undefined) checkPrivateKey(input.AddPrivateKey);
    return await samlMetadata(input.SAMLMetadataDocument);
  },

  async handle(input, context, metadata) {
    const { tx, account, clock, entropy } = context;
    const state = iamState(tx, account);
    const { Name: name, AddPrivateKey: pem } = input;
    const key = pem === undefined ? undefined : { id: newSamlKeyId(entropy), addedAt: clock.now() };
    const provider = {
      name,
      id: newSamlProviderId(entropy),
      ...ofMetadata(metadata, clock.now()),
      encryption: input.AssertionEncryptionMode ?? 'Allowed',
      privateKeys: key === undefined ? [] : [key],
      tags: await ruledTags(rules, context, 'saml-provider', [], input.Tags),
      createdAt: clock.now(),
    };
    checkEncryption(provider);
    if ((await state.samlProviders.get(name)) !== undefined) throw EntityAlreadyExists.samlProvider(name);
    await quotas.check(tx, account, 'SAMLProvidersPerAccount');
    await state.samlProviders.insert(provider);
    await state.samlDocuments.put({ provider: name, document: input.SAMLMetadataDocument });
    if (key !== undefined && pem !== undefined) {
      await state.samlPrivateKeys.insert({ id: key.id, provider: name, pem: new Secret(pem) });
    }
    return {
      SAMLProviderArn: samlProviderArn(account, name),
      ...(provider.tags.length === 0 ? {} : { Tags: [...provider.tags] }),
    };
  },
});
