/**
 * ImportKeyMaterial: brings in the material of a key that was made without one. The same material can be imported again, no other one.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_ImportKeyMaterial.html
 */
import { schedule } from '#events/agenda';
import { fromDate, type Instant } from '#kernel/clock';
import {
  ExpiredImportToken,
  IncorrectKeyMaterial,
  InvalidCiphertext,
  InvalidImportToken,
  UnsupportedOperation,
  ValidationError,
} from '../errors.ts';
import { cancelExpiry, expiryOf, importedKey } from '../imported-key.ts';
import type { KmsInput, KmsWrite } from '../operation.ts';
import { kmsState } from '../state.ts';
import { readToken } from '../vault/imports.ts';
import type { MadeMaterial, Vault } from '../vault/vault.ts';

export function importKeyMaterial(vault: Vault): KmsWrite<'ImportKeyMaterial', MadeMaterial> {
  return {
    name: 'ImportKeyMaterial',
    effect: 'write',
    masked: ['EncryptedKeyMaterial', 'ImportToken'],

    async prepare(input, context) {
      const { key, owner, region } = await importedKey(context.reader, context, input.KeyId, 'import');
      expiryAsked(input, context.clock.now());
      if (input.ImportType === 'NEW_KEY_MATERIAL' && key.importedMaterialId !== undefined) {
        throw new UnsupportedOperation('Lockstead does not rotate imported key material.');
      }
      const token = readToken(input.ImportToken);
      if (token === undefined) throw new InvalidImportToken();
      const { algorithm, validTo, sealed } = token;
      const purpose = { account: owner, region, keyId: key.keyId, algorithm, validTo };
      const made = await vault.import(purpose, sealed, input.EncryptedKeyMaterial, key.keySpec);
      if (made === 'token') throw new InvalidImportToken();
      // Only now is it sure that the token is ours, and so its time.
      if (validTo <= context.clock.now()) throw new ExpiredImportToken();
      if (made === 'ciphertext') throw new InvalidCiphertext();
      if (made === 'material')
        throw new IncorrectKeyMaterial('The key material is not valid for the key spec of the KMS key.');
      return made;
    },

    async handle(input, context, made) {
      const { tx, clock } = context;
      const found = await importedKey(tx, context, input.KeyId, 'import');
      const { key, arn, owner: account, region } = found;
      const { materialId } = made;
      if (key.importedMaterialId !== undefined && key.importedMaterialId !== materialId) {
        throw new IncorrectKeyMaterial(
          'The key material in the request is not the same as the one that was imported into this KMS key before.',
        );
      }
      if (input.KeyMaterialId !== undefined && input.KeyMaterialId !== materialId) {
        throw new IncorrectKeyMaterial('The key material in the request has another ID than the one that was given.');
      }
      const now = clock.now();
      const expires = expiryAsked(input, now);
      const state = kmsState(tx, account, region);
      const { keyId, keySpec } = key;
      const place = { account, region, keyId, materialId, keySpec };
      await state.materials.put({ ...place, sealed: made.sealed.toString('base64'), createdAt: now });
      await state.keys.update({
        ...key,
        state: key.state === 'PendingImport' ? 'Enabled' : key.state,
        materialId,
        importedMaterialId: materialId,
        expires,
        ...(made.publicKey === undefined ? {} : { publicKey: made.publicKey.toString('base64') }),
      });
      if (expires === 'never') await cancelExpiry(tx, found);
      else await schedule(tx, expiryOf(found, expires));
      return { KeyId: arn, KeyMaterialId: materialId };
    },
  };
}

/** Throws for an end that is missing, not wanted, or past. */
function expiryAsked({ ExpirationModel, ValidTo }: KmsInput<'ImportKeyMaterial'>, now: Instant): Instant | 'never' {
  if (ExpirationModel === 'KEY_MATERIAL_DOES_NOT_EXPIRE') {
    if (ValidTo !== undefined) {
      throw new ValidationError('ValidTo must not be set if ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE.');
    }
    return 'never';
  }
  if (ValidTo === undefined)
    throw new ValidationError('A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES');
  const expires = fromDate(ValidTo);
  if (expires <= now) throw new ValidationError('The validTo date must be in the future.');
  return expires;
}
