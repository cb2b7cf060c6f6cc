/** A ciphertext with the key that opens it, for Decrypt and ReEncrypt. */
import type { ReadContext } from '#service/operation';
import { type Decrypting, decryptingKey } from './decrypting-key.ts';
import { canonicalContext, type EncryptionContext } from './encryption-context.ts';
import { AccessDenied, IncorrectKey, InvalidCiphertext } from './errors.ts';
import { requireState } from './key-state.ts';
import { materialOf } from './materials.ts';
import { bindingOf, inUse, type KeyInUse, requireAlgorithm, type UseParts } from './use-key.ts';
import type { Binding, Vault } from './vault/vault.ts';

export interface OpenedKey {
  readonly key: KeyInUse;
  readonly binding: Binding;
  readonly ciphertext: Uint8Array;
  /** `undefined` where it does not open. */
  decrypt(vault: Vault): Promise<Buffer | undefined>;
}

/** Throws what AWS answers where the ciphertext names no key, another key than the request, or one that cannot be used. */
export async function openedKey(
  parts: UseParts,
  context: ReadContext,
  input: object,
  operation: string,
  decrypting: Decrypting & { readonly EncryptionContext?: EncryptionContext | undefined },
): Promise<OpenedKey> {
  const {
    CiphertextBlob = new Uint8Array(),
    EncryptionContext,
    EncryptionAlgorithm = 'SYMMETRIC_DEFAULT',
  } = decrypting;
  const { named, head, isOther } = await decryptingKey(context.reader, context, decrypting);
  if (isOther) throw new IncorrectKey();
  // Whoever gets so far in his own account may know that the key is gone.
  if (named.is === 'missing') throw head === undefined ? named.error : AccessDenied.ciphertext();
  requireState('use', named.key.state, named.arn);
  // A material that never was, or of which nobody knows any more.
  if (head !== undefined && (await materialOf(context.reader, named, head.materialId)) === undefined) {
    throw new InvalidCiphertext();
  }
  const key = await inUse(parts.facts, context, input, named, operation, 'ENCRYPT_DECRYPT', head?.materialId);
  requireAlgorithm(key, EncryptionAlgorithm);
  const binding =
    head === undefined
      ? bindingOf(key, EncryptionContext, EncryptionAlgorithm)
      : { header: head.header, context: canonicalContext(EncryptionContext) };
  return {
    key,
    binding,
    ciphertext: CiphertextBlob,
    decrypt: async (vault) => await vault.decrypt(key.material, binding, CiphertextBlob),
  };
}
