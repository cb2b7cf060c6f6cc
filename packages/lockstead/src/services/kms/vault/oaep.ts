/** Encryption under an RSA key: OAEP, with one digest for label and mask. */
import { constants, type KeyObject, privateDecrypt, publicEncrypt } from 'node:crypto';

const hashes: Readonly<Record<string, string>> = { RSAES_OAEP_SHA_1: 'sha1', RSAES_OAEP_SHA_256: 'sha256' };

export function encryptOaep(algorithm: string, key: KeyObject, plaintext: Buffer): Buffer {
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hashOf(algorithm) }, plaintext);
}

/** `undefined` where it does not open. The caller wipes what it gets. */
export function decryptOaep(algorithm: string, key: KeyObject, ciphertext: Buffer): Buffer | undefined {
  const oaepHash = hashOf(algorithm);
  try {
    return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, ciphertext);
  } catch {
    return undefined;
  }
}

function hashOf(algorithm: string): string {
  const hash = hashes[algorithm];
  if (hash === undefined) throw new RangeError(`there is no algorithm ${algorithm} under an RSA key`);
  return hash;
}
