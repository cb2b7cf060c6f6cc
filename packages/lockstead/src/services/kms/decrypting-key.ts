/**
 * Which key opens a ciphertext. Ciphertexts of symmetric keys say it themselves; a key that the request names beside must be the same one. Those of
 * RSA keys do not, and the request must name it.
 */
import type { Reader } from '#store/port';
import { type CiphertextHead, readHead } from './ciphertext.ts';
import { InvalidCiphertext, ValidationError } from './errors.ts';
import { type Asked, keyById, type NamedKey, nameKey } from './key-reference.ts';

export interface Decrypting {
  readonly CiphertextBlob?: Uint8Array | undefined;
  readonly KeyId?: string | undefined;
  readonly EncryptionAlgorithm?: string | undefined;
}

export interface DecryptingKey {
  readonly named: NamedKey;
  /** Of a ciphertext under a symmetric key. */
  readonly head?: CiphertextHead & { readonly header: Buffer };
  /** True where the request names another key than the ciphertext. */
  readonly isOther: boolean;
}

/** Throws where the ciphertext names no key. Before authorization: it tells nothing that the sender of the ciphertext does not know. */
export async function decryptingKey(
  reader: Reader,
  asked: Asked,
  { CiphertextBlob, KeyId, EncryptionAlgorithm = 'SYMMETRIC_DEFAULT' }: Decrypting,
): Promise<DecryptingKey> {
  if (CiphertextBlob === undefined) throw new ValidationError('CiphertextBlob is required.');
  if (EncryptionAlgorithm !== 'SYMMETRIC_DEFAULT') {
    if (KeyId === undefined) throw new ValidationError('KeyId is required for asymmetric encryption algorithms.');
    return { named: await nameKey(reader, asked, KeyId, 'aliasesToo'), isOther: false };
  }
  const head = readHead(CiphertextBlob);
  if (head === undefined) throw new InvalidCiphertext();
  const inside = await keyById(reader, { account: head.account, region: asked.region }, head.keyId);
  if (KeyId === undefined) return { named: inside, head, isOther: false };
  const given = await nameKey(reader, asked, KeyId, 'aliasesToo');
  // The alias that was asked for is a condition of its own. Of two keys, it is the ciphertext's that the caller wants to use.
  const isOther = given.arn !== inside.arn;
  return { named: isOther ? inside : given, head, isOther };
}
