/** What all operations that use a key have in common: the key is found, in a state to be used, and made for this use. */
import { present } from '#kernel/invariant';
import type { ReadContext } from '#service/operation';
import type { CallFacts } from './call-facts.ts';
import { writeHead } from './ciphertext.ts';
import { canonicalContext, type EncryptionContext } from './encryption-context.ts';
import { InvalidKeyUsage, UnsupportedOperation, ValidationError } from './errors.ts';
import { checkGrantTokens } from './grants/grant-token.ts';
import { type FoundKey, requireKey } from './key-reference.ts';
import { algorithmsOf, type KeyUsage } from './key-specs.ts';
import { requireState } from './key-state.ts';
import { materialOf } from './materials.ts';
import type { Binding, SealedMaterial, Vault } from './vault/vault.ts';

/** What operations that use keys are given. */
export interface UseParts {
  readonly vault: Vault;
  readonly facts: CallFacts;
}

/** A key with the material that is used. */
export interface KeyInUse extends FoundKey {
  readonly material: SealedMaterial;
  readonly materialId: string;
}

/** Throws what AWS answers for a key that is not there, cannot be used now, or was made for something else. */
export async function usedKey(
  { facts }: UseParts,
  context: ReadContext,
  input: object,
  keyId: string,
  operation: string,
  usage: KeyUsage,
): Promise<KeyInUse> {
  const found = await requireKey(context.reader, context, keyId, 'aliasesToo');
  return await inUse(facts, context, input, found, operation, usage);
}

/** The same for a key that was found already; `materialId` where a ciphertext names one. */
export async function inUse(
  facts: CallFacts,
  context: ReadContext,
  input: object,
  found: FoundKey,
  operation: string,
  usage: KeyUsage,
  materialId?: string,
): Promise<KeyInUse> {
  const { key, arn } = found;
  facts.isAbout(input, arn);
  checkGrantTokens((input as { readonly GrantTokens?: readonly string[] }).GrantTokens);
  if (key.keyUsage !== usage) throw InvalidKeyUsage.usage(arn, key.keyUsage, operation);
  requireState('use', key.state, arn);
  const material = present(await materialOf(context.reader, found, materialId), `${arn} has its material`);
  facts.usedMaterial(input, material.place.materialId);
  return { ...found, material, materialId: material.place.materialId };
}

/** Throws where the key's spec has not this algorithm. */
export function requireAlgorithm({ key }: FoundKey, algorithm: string): void {
  if (!algorithmsOf(key.keySpec, key.keyUsage).includes(algorithm)) {
    throw InvalidKeyUsage.algorithm(algorithm, key.keySpec);
  }
}

/** The head of the ciphertexts of each material. */
const heads = new WeakMap<SealedMaterial, Buffer>();

/** What a ciphertext under this key and material is bound to. Throws for an encryption context under an RSA key. */
export function bindingOf(
  { key, owner, materialId, material }: KeyInUse,
  context: EncryptionContext | undefined,
  algorithm = 'SYMMETRIC_DEFAULT',
): Binding {
  if (algorithm !== 'SYMMETRIC_DEFAULT') {
    refuseContext(context);
    return { algorithm, header: Buffer.alloc(0), context: Buffer.alloc(0) };
  }
  let header = heads.get(material);
  if (header === undefined) {
    header = writeHead({ account: owner, keyId: key.keyId, materialId });
    heads.set(material, header);
  }
  return { header, context: canonicalContext(context) };
}

/** AES keys of a KMS key encrypt data keys; RSA keys do not. Throws for them. */
export function requireSymmetric({ key }: FoundKey): void {
  if (key.keySpec !== 'SYMMETRIC_DEFAULT') throw InvalidKeyUsage.algorithm('SYMMETRIC_DEFAULT', key.keySpec);
}

/** Throws where the plaintext is longer than an RSA key takes: its own bytes, less two digests and two bytes (RFC 8017, 7.1.1). */
export function requireFits({ key: { keySpec } }: FoundKey, algorithm: string, plaintext: Uint8Array): void {
  if (algorithm === 'SYMMETRIC_DEFAULT') return;
  const digestBytes = algorithm === 'RSAES_OAEP_SHA_1' ? 20 : 32;
  const max = Number(keySpec.slice('RSA_'.length)) / 8 - 2 * digestBytes - 2;
  if (plaintext.byteLength > max) {
    throw new ValidationError(
      `Algorithm ${algorithm} and key spec ${keySpec} cannot encrypt data larger than ${max} bytes.`,
    );
  }
}

/** An encryption context is authenticated by AES-GCM alone. */
function refuseContext(context: EncryptionContext | undefined): void {
  if (context !== undefined && Object.keys(context).length > 0) {
    throw new ValidationError('EncryptionContext is not supported for asymmetric encryption algorithms.');
  }
}

/** To try a permission without the ciphertext at hand. The ciphertext is what names the key here, so it cannot be left out. */
export function refuseModifiers(modifiers: readonly string[] | undefined): void {
  if (modifiers !== undefined && modifiers.length > 0) {
    throw new UnsupportedOperation('Lockstead does not do DryRunModifiers: leave them out, and give the ciphertext.');
  }
}

/** Answers for the enclave that attests itself would have to be encrypted for it. They are not given in plaintext instead. */
export function refuseRecipient(recipient: object | undefined): void {
  if (recipient !== undefined) {
    throw new UnsupportedOperation('Lockstead does not verify attestation documents: leave out Recipient.');
  }
}
