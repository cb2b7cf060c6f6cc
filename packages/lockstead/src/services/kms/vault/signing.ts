/**
 * Signatures and message authentication codes. A message comes whole, or as its digest where the algorithm takes one.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
 */
import {
  constants,
  createHash,
  createHmac,
  type KeyObject,
  privateEncrypt,
  publicDecrypt,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import type { Entropy } from '#kernel/entropy';
import { signDigest } from './ecdsa-digest.ts';

export type MessageType = 'RAW' | 'DIGEST' | 'EXTERNAL_MU';

const hashOf: Readonly<Record<string, string>> = {
  RSASSA_PKCS1_V1_5_SHA_256: 'sha256',
  RSASSA_PKCS1_V1_5_SHA_384: 'sha384',
  RSASSA_PKCS1_V1_5_SHA_512: 'sha512',
  RSASSA_PSS_SHA_256: 'sha256',
  RSASSA_PSS_SHA_384: 'sha384',
  RSASSA_PSS_SHA_512: 'sha512',
  ECDSA_SHA_256: 'sha256',
  ECDSA_SHA_384: 'sha384',
  ECDSA_SHA_512: 'sha512',
};

/** DER before the digest in PKCS #1 v1.5 (RFC 8017, 9.2). */
const digestInfo: Readonly<Record<string, Buffer>> = {
  sha256: Buffer.from('3031300d060960864801650304020105000420', 'hex'),
  sha384: Buffer.from('3041300d060960864801650304020205000430', 'hex'),
  sha512: Buffer.from('3051300d060960864801650304020305000440', 'hex'),
};

const isPss = (algorithm: string): boolean => algorithm.startsWith('RSASSA_PSS_');
const isEcdsa = (algorithm: string): boolean => algorithm.startsWith('ECDSA_');
const prehashed = 'ED25519_PH_SHA_512';
const isPkcs1 = (algorithm: string): boolean => algorithm.startsWith('RSASSA_PKCS1_');

/** What OpenSSL has no way to: beside-openssl.ts does it. It takes milliseconds, and should hold up nobody who only encrypts. */
export function isBeside(operation: 'sign' | 'verify', algorithm: string, type: MessageType): boolean {
  if (algorithm === prehashed || type === 'EXTERNAL_MU') return true;
  return operation === 'verify' && type === 'DIGEST' && isEcdsa(algorithm);
}

/** Not for what `isBeside`. Throws a RangeError for a digest where the algorithm takes none. */
export function signMessage(
  algorithm: string,
  key: KeyObject,
  type: MessageType,
  message: Buffer,
  entropy: Entropy,
): Buffer {
  const hash = hashOf[algorithm];
  if (type === 'DIGEST' && isEcdsa(algorithm)) return signDigest(key, message, entropy);
  // Ed25519 and ML-DSA hash the message themselves.
  if (hash === undefined) return sign(null, message, key);
  if (type === 'RAW') return sign(hash, message, paddedKey(algorithm, key));
  if (isPkcs1(algorithm)) {
    const info = Buffer.concat([digestInfo[hash] ?? Buffer.alloc(0), message]);
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, info);
  }
  if (isPss(algorithm)) {
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encodePss(hash, message, bits, entropy));
  }
  throw new RangeError(`${algorithm} takes no digest`);
}

/** Not for what `isBeside`. */
export function verifyMessage(
  algorithm: string,
  publicKey: KeyObject,
  type: MessageType,
  message: Buffer,
  signature: Buffer,
): boolean {
  const hash = hashOf[algorithm];
  if (hash === undefined) return verify(null, message, publicKey, signature);
  if (type === 'RAW') return verify(hash, message, paddedKey(algorithm, publicKey), signature);
  try {
    if (isPkcs1(algorithm)) {
      const info = Buffer.concat([digestInfo[hash] ?? Buffer.alloc(0), message]);
      const opened = publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature);
      return opened.length === info.length && timingSafeEqual(opened, info);
    }
    if (isPss(algorithm)) {
      const opened = publicDecrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, signature);
      return isPssOf(hash, message, opened, publicKey.asymmetricKeyDetails?.modulusLength ?? 0);
    }
  } catch {
    // No signature of this key's at all.
    return false;
  }
  throw new RangeError(`${algorithm} takes no digest`);
}

function paddedKey(
  algorithm: string,
  key: KeyObject,
): KeyObject | { readonly key: KeyObject; readonly padding: number; readonly saltLength?: number } {
  if (isPkcs1(algorithm)) return { key, padding: constants.RSA_PKCS1_PADDING };
  if (!isPss(algorithm)) return key;
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
}

/** EMSA-PSS-ENCODE (RFC 8017, 9.1.1) of a digest, with a salt of the digest's length. */
function encodePss(hash: string, digest: Buffer, modulusBits: number, entropy: Entropy): Buffer {
  const length = Math.ceil((modulusBits - 1) / 8);
  const salt = entropy.bytes(digest.length);
  const h = pssHash(hash, digest, salt);
  const db = Buffer.alloc(length - h.length - 1);
  db[db.length - salt.length - 1] = 1;
  salt.copy(db, db.length - salt.length);
  xor(db, mask(hash, h, db.length));
  db[0] = (db[0] ?? 0) & (0xff >> (8 * length - (modulusBits - 1)));
  return Buffer.concat([db, h, Buffer.from([0xbc])]);
}

/** EMSA-PSS-VERIFY (RFC 8017, 9.1.2). */
function isPssOf(hash: string, digest: Buffer, encoded: Buffer, modulusBits: number): boolean {
  const length = Math.ceil((modulusBits - 1) / 8);
  if (encoded.length !== length || encoded[length - 1] !== 0xbc || length < 2 * digest.length + 2) return false;
  const db = Buffer.from(encoded.subarray(0, length - digest.length - 1));
  const h = encoded.subarray(length - digest.length - 1, length - 1);
  const unused = 8 * length - (modulusBits - 1);
  if (((db[0] ?? 0) & ~(0xff >> unused) & 0xff) !== 0) return false;
  xor(db, mask(hash, h, db.length));
  db[0] = (db[0] ?? 0) & (0xff >> unused);
  const saltAt = db.length - digest.length;
  for (let at = 0; at < saltAt - 1; at++) if (db[at] !== 0) return false;
  if (db[saltAt - 1] !== 1) return false;
  return timingSafeEqual(pssHash(hash, digest, db.subarray(saltAt)), h);
}

function pssHash(hash: string, digest: Buffer, salt: Buffer): Buffer {
  return createHash(hash).update(Buffer.alloc(8)).update(digest).update(salt).digest();
}

/** MGF1 (RFC 8017, B.2.1). */
function mask(hash: string, seed: Buffer, length: number): Buffer {
  const parts: Buffer[] = [];
  for (let counter = 0, had = 0; had < length; counter++) {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(counter, 0);
    const part = createHash(hash).update(seed).update(number).digest();
    parts.push(part);
    had += part.length;
  }
  return Buffer.concat(parts).subarray(0, length);
}

function xor(into: Buffer, other: Buffer): void {
  for (let at = 0; at < into.length; at++) into[at] = (into[at] ?? 0) ^ (other[at] ?? 0);
}

/** `HMAC_SHA_256` and its kin. */
export function macOf(algorithm: string, key: KeyObject, message: Buffer): Buffer {
  return createHmac(algorithm.slice('HMAC_'.length).replace('_', '').toLowerCase(), key).update(message).digest();
}

/** In a time that does not depend on where they differ. */
export function isMacOf(algorithm: string, key: KeyObject, message: Buffer, mac: Buffer): boolean {
  const right = macOf(algorithm, key, message);
  return right.length === mac.length && timingSafeEqual(right, mac);
}
