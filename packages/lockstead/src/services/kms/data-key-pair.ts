/** What GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext have in common. */
import type { ReadContext } from '#service/operation';
import type { EncryptionContext } from './encryption-context.ts';
import { UnsupportedOperation } from './errors.ts';
import { bindingOf, type KeyInUse, requireSymmetric, type UseParts, usedKey } from './use-key.ts';
import type { Binding } from './vault/vault.ts';

export interface PairAsked {
  readonly KeyId: string;
  readonly KeyPairSpec: string;
  readonly EncryptionContext?: EncryptionContext | undefined;
}

/** The key that encrypts the private key, and what the ciphertext is bound to. Throws for keys that encrypt no data keys. */
export async function keyForPair(
  parts: UseParts,
  context: ReadContext,
  input: PairAsked,
  operation: string,
): Promise<{ readonly key: KeyInUse; readonly binding: Binding }> {
  if (input.KeyPairSpec === 'SM2') throw new UnsupportedOperation('SM2 keys exist in the China Regions alone.');
  const key = await usedKey(parts, context, input, input.KeyId, operation, 'ENCRYPT_DECRYPT');
  requireSymmetric(key);
  return { key, binding: bindingOf(key, input.EncryptionContext) };
}
