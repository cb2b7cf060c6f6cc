/**
 * Encryption under a symmetric KMS key. Each message has a key of its own, derived from the KMS key with a random salt. So one KMS key encrypts
 * any number of messages, where a single AES-GCM key would have to be changed after 2^32.
 *
 * A ciphertext: header (see ciphertext.ts), salt (16 bytes), box. Header, salt and encryption context are authenticated.
 */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Entropy } from '#kernel/entropy';
import { writeFields } from './fields.ts';
import { openBox, sealBox } from './sealed-box.ts';

const saltBytes = 16;

/** `context`: the encryption context in its canonical form. */
export function encryptMessage(
  key: KeyObject,
  header: Buffer,
  context: Buffer,
  plaintext: Uint8Array,
  entropy: Entropy,
): Buffer {
  const salt = entropy.bytes(saltBytes);
  const box = sealBox(messageKey(key, salt), plaintext, writeFields([header, salt, context]), entropy);
  return Buffer.concat([header, salt, box]);
}

/** `undefined` where the key, the context or a bit of the ciphertext is another. The caller wipes what it gets. */
export function decryptMessage(
  key: KeyObject,
  header: Buffer,
  context: Buffer,
  ciphertext: Buffer,
): Buffer | undefined {
  const salt = ciphertext.subarray(header.length, header.length + saltBytes);
  if (salt.length < saltBytes) return undefined;
  const box = ciphertext.subarray(header.length + saltBytes);
  return openBox(messageKey(key, salt), box, writeFields([header, salt, context]));
}

function messageKey(key: KeyObject, salt: Buffer): KeyObject {
  const bytes = createHmac('sha256', key).update('lockstead kms message key 1').update(salt).digest();
  const derived = createSecretKey(bytes);
  bytes.fill(0);
  return derived;
}
