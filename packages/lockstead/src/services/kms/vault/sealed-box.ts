/** AES-256-GCM with a random nonce: nonce (12 bytes), ciphertext, tag (16 bytes). */
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import type { Entropy } from '#kernel/entropy';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** What a box has beside its content. */
const boxBytes = nonceBytes + tagBytes;

export function sealBox(key: KeyObject, clear: Uint8Array, associated: Uint8Array, entropy: Entropy): Buffer {
  const nonce = entropy.bytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(associated);
  return Buffer.concat([nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
}

/** `undefined` where the key, the associated data or a bit of the box is another. The caller wipes what it gets. */
export function openBox(key: KeyObject, box: Buffer, associated: Uint8Array): Buffer | undefined {
  if (box.length < boxBytes) return undefined;
  const decipher = createDecipheriv(algorithm, key, box.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(associated).setAuthTag(box.subarray(-tagBytes));
  const part = decipher.update(box.subarray(nonceBytes, -tagBytes));
  try {
    decipher.final();
    return part;
  } catch {
    part.fill(0);
    return undefined;
  }
}
