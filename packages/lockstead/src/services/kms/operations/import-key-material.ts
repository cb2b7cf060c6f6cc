/**
 * ImportKeyMaterial: brings in a material of a key that was made without one, for the first time or again. A symmetric key takes further ones, each of which waits
 * until the key is rotated to it.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_ImportKeyMaterial.html
 */
import { schedule } from '#events/agenda';
import { fromDate, type Instant } from '#kernel/clock';
import type { Reader } from '#store/port';
import {
  ExpiredImportToken,
  IncorrectKeyMaterial,
  InvalidCiphertext,
  InvalidImportToken,
  InvalidState,
  UnsupportedOperation,
  ValidationError,
} from '../errors.ts';
import { cancelExpiry, expiryOf, importedKey } from '../imported-key.ts';
import { hasAllMaterials, importedMaterial, pendingMaterial, withMaterial } from '../imported-materials.ts';
import type { Asked, FoundKey } from '../key-reference.ts';
import { isSymmetric } from '../key-specs.ts';
import { changeSet, refuseReplica } from '../multi-region.ts';
import type { KmsInput, KmsWrite } from '../operation.ts';
import { type ImportedMaterial, type KeyRecord, kmsState } from '../state.ts';
import { readToken } from '../vault/imports.ts';
import type { MadeMaterial, Vault } from '../vault/vault.ts';

type Input = KmsInput<'ImportKeyMaterial'>;

export function importKeyMaterial(vault: Vault): KmsWrite<'ImportKeyMaterial', MadeMaterial> {
  return {
    name: 'ImportKeyMaterial',
    effect: 'write',
    masked: ['EncryptedKeyMaterial', 'ImportToken'],

    async prepare(input, context) {
      const { key, owner, region } = await keyAsked(context.reader, context, input);
      expiryAsked(input, context.clock.now());
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
      const found = await keyAsked(tx, context, input);
      const { arn, owner: account, region } = found;
      const { materialId } = made;
      const now = clock.now();
      const expires = expiryAsked(input, now);
      const material = materialAsked(found, input, materialId);
      // The replicas of a set learn of a new material, so that it can be imported there too.
      if (importedMaterial(found.key, materialId) === undefined) {
        await changeSet(tx, found, ({ key }) => withMaterial(key, material));
      }
      const key = withMaterial(found.key, { ...material, expires });
      const { keyId, keySpec } = key;
      const place = { account, region, keyId, materialId, keySpec };
      const state = kmsState(tx, account, region);
      await state.materials.put({ ...place, sealed: made.sealed.toString('base64'), createdAt: now });
      await state.keys.update({
        ...key,
        state: key.state === 'PendingImport' && hasAllMaterials(key) ? 'Enabled' : key.state,
        materialId: key.materialId ?? materialId,
        ...(made.publicKey === undefined ? {} : { publicKey: made.publicKey.toString('base64') }),
      });
      if (expires === 'never') await cancelExpiry(tx, found, materialId);
      else await schedule(tx, expiryOf(found, materialId, expires));
      return { KeyId: arn, KeyMaterialId: materialId };
    },
  };
}

/** Throws for what a key of this kind does not take. */
async function keyAsked(reader: Reader, asked: Asked, input: Input): Promise<FoundKey> {
  const found = await importedKey(reader, asked, input.KeyId, 'import');
  // AWS DIFFERS? The codes here are those that AWS names for the operation; the sentences are not known.
  for (const member of ['ImportType', 'KeyMaterialId', 'KeyMaterialDescription'] as const) {
    if (input[member] !== undefined && !isSymmetric(found.key.keySpec)) {
      throw new UnsupportedOperation(`${member} is supported for symmetric encryption keys alone.`);
    }
  }
  if (!isNew(input, found.key)) return found;
  if (input.KeyMaterialId !== undefined) {
    throw new ValidationError('KeyMaterialId must not be set if ImportType is NEW_KEY_MATERIAL.');
  }
  // A new material comes into the primary key first.
  refuseReplica(found);
  return found;
}

function isNew({ ImportType }: Input, { imported = [] }: KeyRecord): boolean {
  return (ImportType ?? (imported.length === 0 ? 'NEW_KEY_MATERIAL' : 'EXISTING_KEY_MATERIAL')) === 'NEW_KEY_MATERIAL';
}

/** What the key lists of this material once it is imported. Throws where it is not the one that was meant. */
function materialAsked(found: FoundKey, input: Input, materialId: string): ImportedMaterial {
  const { key, arn } = found;
  const known = importedMaterial(key, materialId);
  const { KeyMaterialId, KeyMaterialDescription } = input;
  const described = KeyMaterialDescription === undefined ? {} : { description: KeyMaterialDescription };
  if (!isNew(input, key)) {
    if (KeyMaterialId !== undefined && KeyMaterialId !== materialId) {
      throw new IncorrectKeyMaterial('The key material in the request has another ID than the one that was given.');
    }
    if (known === undefined) {
      throw new IncorrectKeyMaterial(
        'The key material in the request is not the same as one that was imported into this KMS key before.',
      );
    }
    return { ...known, ...described };
  }
  if (known !== undefined) {
    throw new IncorrectKeyMaterial('The key material in the request is already associated with this KMS key.');
  }
  const pending = pendingMaterial(key);
  if (pending !== undefined) {
    throw new InvalidState(
      `New key material (id: ${materialId}) cannot be imported into KMS key ${arn}, because another key material (id: ${pending.materialId}) is pending rotation.`,
    );
  }
  return { materialId, ...described, ...(key.materialId === undefined ? {} : { isPending: true }) };
}

/** Throws for an end that is missing, not wanted, or past. */
function expiryAsked({ ExpirationModel, ValidTo }: Input, now: Instant): Instant | 'never' {
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
