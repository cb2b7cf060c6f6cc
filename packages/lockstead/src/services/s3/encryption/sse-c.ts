/**
 * Server-side encryption with the customer's key. The key comes with each request and is forgotten with it. What is kept is its MD5, as its holder
 * sends it, and an HMAC of the key under a random salt, by which the right key is known.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html
 */
import { createHash, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Entropy } from '#kernel/entropy';
import { invalidRequest, S3Error } from '../errors.ts';
import type { ObjectEncryption } from '../state.ts';

type SseC = Extract<ObjectEncryption, { kind: 'SSE-C' }>;

/** The three headers, of the request itself or of a copy's source. */
export interface CustomerKeyHeaders {
  readonly algorithm: string | undefined;
  readonly key: string | undefined;
  readonly keyMd5: string | undefined;
}

export interface CustomerKey {
  readonly key: KeyObject;
  readonly keyMd5: string;
}

const start = 'Requests specifying Server Side Encryption with Customer provided keys must provide';
/** S3 names this header whichever of the three is wrong, and tells no value back but that of an algorithm. */
const ArgumentName = 'x-amz-server-side-encryption';

function wrongKey(message: string): S3Error {
  return new S3Error('InvalidArgument', 400, message, { members: { ArgumentName } });
}

/** `undefined` where none of the headers is there. Throws where they are not three that fit. */
export function readCustomerKey({ algorithm, key, keyMd5 }: CustomerKeyHeaders): CustomerKey | undefined {
  if (algorithm === undefined && key === undefined && keyMd5 === undefined) return undefined;
  if (algorithm === undefined) throw wrongKey(`${start} a valid encryption algorithm.`);
  if (key === undefined) throw wrongKey(`${start} an appropriate secret key.`);
  if (keyMd5 === undefined) throw wrongKey(`${start} the client calculated MD5 of the secret key.`);
  if (algorithm !== 'AES256') {
    throw new S3Error(
      'InvalidEncryptionAlgorithmError',
      400,
      'The Encryption request you specified is not valid. Supported value: AES256.',
      { members: { ArgumentName, ArgumentValue: algorithm } },
    );
  }
  const bytes = Buffer.from(key, 'base64');
  if (bytes.length !== 32 || bytes.toString('base64') !== key) {
    throw wrongKey('The secret key was invalid for the specified algorithm.');
  }
  const md5 = createHash('md5').update(bytes).digest('base64');
  if (md5 !== keyMd5) {
    throw wrongKey('The calculated MD5 hash of the key did not match the hash that was provided.');
  }
  return { key: createSecretKey(bytes), keyMd5: md5 };
}

function checkOf(key: KeyObject, salt: Buffer): Buffer {
  return createHmac('sha256', key).update(salt).digest();
}

export function encryptedByCustomer({ key, keyMd5 }: CustomerKey, entropy: Entropy): SseC {
  const salt = entropy.bytes(32);
  return { kind: 'SSE-C', keyMd5, salt: salt.toString('base64'), check: checkOf(key, salt).toString('base64') };
}

const needsParameters =
  'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.';

/** Throws where the object needs a customer's key and this is none, or not the one. */
export function requireCustomerKey(encryption: SseC, given: CustomerKey | undefined): KeyObject {
  if (given === undefined) throw invalidRequest(needsParameters);
  const expected = Buffer.from(encryption.check, 'base64');
  if (!timingSafeEqual(checkOf(given.key, Buffer.from(encryption.salt, 'base64')), expected)) {
    throw new S3Error('AccessDenied', 403, `${start} the correct secret key.`);
  }
  return given.key;
}

/** Throws for an object that was not encrypted with a customer's key and comes with one. */
export function refuseCustomerKey(given: CustomerKey | undefined): void {
  if (given === undefined) return;
  throw invalidRequest('The encryption parameters are not applicable to this object.');
}
