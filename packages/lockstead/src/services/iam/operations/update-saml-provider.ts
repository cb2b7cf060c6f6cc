/**
 * UpdateSAMLProvider: replaces the metadata document of a SAML provider, says whether assertions have to be encrypted, and adds or removes a private key.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html
 */
import { Secret } from '#kernel/secret';
import type { SamlMetadata } from '../../saml/metadata.ts';
import { InvalidInput } from '../errors.ts';
import {
  checkEncryption,
  checkPrivateKey,
  checkRoomForKey,
  findSamlProvider,
  newSamlKeyId,
  ofMetadata,
  samlMetadata,
  samlProviderArn,
} from '../federation/saml-provider.ts';
import type { SamlProviderRecord } from '../federation/state.ts';
import type { IamInput, IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

type Input = IamInput<'UpdateSAMLProvider'>;

export const updateSAMLProvider: IamWrite<'UpdateSAMLProvider', SamlMetadata | undefined> = {
  name: 'UpdateSAMLProvider',
  effect: 'write',

  async prepare(input) {
    checkChanges(input);
    if (input.AddPrivateKey !== undefined) checkPrivateKey(input.AddPrivateKey);
    return input.SAMLMetadataDocument === undefined ? undefined : await samlMetadata(input.SAMLMetadataDocument);
  },

  async handle(input, { tx, account, clock, entropy }, metadata) {
    const state = iamState(tx, account);
    const { SAMLMetadataDocument: document, AddPrivateKey: pem, RemovePrivateKey: removed } = input;
    const provider = await findSamlProvider(state, account, input.SAMLProviderArn);
    if (pem !== undefined) checkRoomForKey(provider);
    const key = pem === undefined ? undefined : { id: newSamlKeyId(entropy), addedAt: clock.now() };
    const kept = removed === undefined ? provider.privateKeys : without(provider, removed);
    const { documentEndsAt: _former, ...rest } = provider;
    const changed: SamlProviderRecord = {
      ...(metadata === undefined ? provider : { ...rest, ...ofMetadata(metadata, clock.now()) }),
      encryption: input.AssertionEncryptionMode ?? provider.encryption,
      privateKeys: key === undefined ? kept : [...kept, key],
    };
    if (removed !== undefined && changed.encryption === 'Required' && kept.length === 0) {
      throw new InvalidInput('Failed to remove private key.');
    }
    checkEncryption(changed);
    await state.samlProviders.update(changed);
    if (document !== undefined) await state.samlDocuments.put({ provider: provider.name, document });
    if (key !== undefined && pem !== undefined) {
      await state.samlPrivateKeys.insert({ id: key.id, provider: provider.name, pem: new Secret(pem) });
    }
    if (removed !== undefined) await state.samlPrivateKeys.delete(removed);
    return { SAMLProviderArn: samlProviderArn(account, provider.name) };
  },
};

/** The sentences are those of AWS's guide. AWS DIFFERS? With which code they come is not documented. */
function checkChanges(input: Input): void {
  const { SAMLMetadataDocument, AssertionEncryptionMode, AddPrivateKey, RemovePrivateKey } = input;
  const changes = [SAMLMetadataDocument, AssertionEncryptionMode, AddPrivateKey, RemovePrivateKey];
  if (changes.every((change) => change === undefined)) {
    throw new InvalidInput(
      'Unable to update identity provider. No updates are defined for metadata or encryption assertion.',
    );
  }
  if (AddPrivateKey !== undefined && RemovePrivateKey !== undefined) {
    throw new InvalidInput(
      'Unable to add and remove private keys in the same request. Set a value for only one of the two parameters.',
    );
  }
}

function without({ privateKeys }: SamlProviderRecord, id: string): SamlProviderRecord['privateKeys'] {
  const kept = privateKeys.filter((key) => key.id !== id);
  if (kept.length < privateKeys.length) return kept;
  throw new InvalidInput('Failed to remove private key because the Key ID does not match a private key.');
}
