/**
 * GetSAMLProvider: a SAML provider with its metadata document. Of its private keys the ids are told, and never the keys.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSAMLProvider.html
 */
import { toDate } from '#kernel/clock';
import { present } from '#kernel/invariant';
import { findSamlProvider } from '../federation/saml-provider.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const getSAMLProvider: IamRead<'GetSAMLProvider'> = {
  name: 'GetSAMLProvider',
  effect: 'read',

  async handle(input, { reader, account }) {
    const state = iamState(reader, account);
    const provider = await findSamlProvider(state, account, input.SAMLProviderArn);
    const document = present(await state.samlDocuments.get(provider.name), 'a SAML provider has a document');
    return {
      SAMLProviderUUID: provider.id,
      SAMLMetadataDocument: document.document,
      CreateDate: toDate(provider.createdAt),
      ValidUntil: toDate(provider.validUntil),
      Tags: [...provider.tags],
      AssertionEncryptionMode: provider.encryption,
      PrivateKeyList: provider.privateKeys.map(({ id, addedAt }) => ({ KeyId: id, Timestamp: toDate(addedAt) })),
    };
  },
};
