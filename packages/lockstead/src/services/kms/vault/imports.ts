/**
 * Key material that is brought in: wrapped under an RSA key that the crypto process has made for this one import. The import token is that RSA key,
 * sealed under the keyring, with what it was made for; so no node has to remember it.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys.html
 */
import { constants, createDecipheriv, createPrivateKey, type KeyObject, privateDecrypt } from 'node:crypto';
import { readFields, writeFields } from './fields.ts';

/** What an import token is for; all of it is authenticated. */
export interface ImportPurpose {
  readonly account: string;
  readonly region: string;
  readonly keyId: string;
  readonly algorithm: string;
  /** Milliseconds since 1970. */
  readonly validTo: number;
}

export function importAssociated({ account, region, keyId, algorithm, validTo }: ImportPurpose): Buffer {
  return writeFields(['lockstead kms import 1', account, region, keyId, algorithm, String(validTo)]);
}

/** A token: algorithm, end of its validity, the sealed private key. */
export function writeToken({ algorithm, validTo }: ImportPurpose, sealed: Uint8Array): Buffer {
  return writeFields([algorithm, String(validTo), sealed]);
}

export interface ReadToken {
  readonly algorithm: string;
  readonly validTo: number;
  readonly sealed: Buffer;
}

/** `undefined` for what is no token. Whether it is one of ours shows when it is opened. */
export function readToken(token: Uint8Array): ReadToken | undefined {
  try {
    const [algorithm, validTo, sealed, ...more] = readFields(Buffer.from(token));
    if (algorithm === undefined || validTo === undefined || sealed === undefined || more.length > 0) return undefined;
    const at = Number(validTo.toString());
    return Number.isSafeInteger(at) ? { algorithm: String(algorithm), validTo: at, sealed } : undefined;
  } catch {
    return undefined;
  }
}

const hashes: Readonly<Record<string, string>> = {
  RSAES_OAEP_SHA_1: 'sha1',
  RSAES_OAEP_SHA_256: 'sha256',
  RSA_AES_KEY_WRAP_SHA_1: 'sha1',
  RSA_AES_KEY_WRAP_SHA_256: 'sha256',
};
const wrappedKeyBytes = 32;
/** AES key wrap with padding, RFC 5649: its name in OpenSSL, and its initial value. */
const keyWrap = 'id-aes256-wrap-pad';
const keyWrapInitial = Buffer.from('a65959a6', 'hex');

/** The material; `undefined` where it was wrapped for another key, in another way, or was changed. The caller wipes it. */
export function unwrap(algorithm: string, privateKeyDer: Buffer, wrapped: Buffer): Buffer | undefined {
  const privateKey = createPrivateKey({ key: privateKeyDer, format: 'der', type: 'pkcs8' });
  const oaepHash = hashes[algorithm];
  if (oaepHash === undefined) return undefined;
  if (!algorithm.startsWith('RSA_AES_')) return openOaep(privateKey, oaepHash, wrapped);
  // The AES key under RSA comes first, and takes as many bytes as the RSA key has.
  const rsaBytes = (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const aesKey = openOaep(privateKey, oaepHash, wrapped.subarray(0, rsaBytes));
  if (aesKey === undefined || aesKey.length !== wrappedKeyBytes) return undefined;
  try {
    const decipher = createDecipheriv(keyWrap, aesKey, keyWrapInitial);
    return Buffer.concat([decipher.update(wrapped.subarray(rsaBytes)), decipher.final()]);
  } catch {
    return undefined;
  } finally {
    aesKey.fill(0);
  }
}

function openOaep(key: KeyObject, oaepHash: string, wrapped: Buffer): Buffer | undefined {
  try {
    return privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, wrapped);
  } catch {
    return undefined;
  }
}
