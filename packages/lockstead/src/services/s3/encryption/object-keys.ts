/**
 * With which key an object is encrypted: of the installation (SSE-S3), of KMS (once or twice over), or the customer's own.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import type { ReadContext } from '#service/operation';
import type { Keys } from '../../kms/api.ts';
import { bucketArn } from '../buckets/bucket-arn.ts';
import type { ContentPlace, ObjectKeys } from '../content/content-keys.ts';
import { invalidArgument, S3Error } from '../errors.ts';
import { sseCBlocked } from '../reasons/bucket-reasons.ts';
import type { BucketPlace, BucketRecord, ObjectEncryption, SseAlgorithm } from '../state.ts';
import { BucketKeys } from './bucket-keys.ts';
import { decryptDataKey, generateDataKey, readContextHeader } from './kms-data-keys.ts';
import {
  type CustomerKey,
  encryptedByCustomer,
  readCustomerKey,
  refuseCustomerKey,
  requireCustomerKey,
} from './sse-c.ts';

/** The headers of a request that says how its object is to be encrypted. */
export interface EncryptionHeaders {
  readonly ServerSideEncryption?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly SSEKMSEncryptionContext?: string | undefined;
  readonly BucketKeyEnabled?: boolean | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly SSECustomerKey?: string | undefined;
  readonly SSECustomerKeyMD5?: string | undefined;
}

/** What is kept of it, and the keys, which are not. */
export interface ChosenEncryption {
  readonly encryption: ObjectEncryption;
  readonly keys: ObjectKeys;
}

const algorithms: readonly SseAlgorithm[] = ['AES256', 'aws:kms', 'aws:kms:dsse'];

export class ObjectEncrypter {
  /** Of what nobody asks to be encrypted otherwise. */
  readonly #own: KeyObject;
  readonly #keys: Keys;
  readonly #bucketKeys: BucketKeys;

  constructor(ownKey: Buffer, keys: Keys) {
    this.#own = createSecretKey(ownKey);
    this.#keys = keys;
    this.#bucketKeys = new BucketKeys(keys.forOthers);
  }

  /** For a new object: by the request's headers, else as its bucket says. Asks KMS, so it is to be called from `prepare`. */
  async choose(
    context: ReadContext,
    { bucket, place }: { readonly bucket: BucketRecord; readonly place: BucketPlace },
    key: string,
    headers: EncryptionHeaders,
  ): Promise<ChosenEncryption> {
    const asker = context.session.principal.kind === 'service' ? 'service' : 'other';
    const asked = checkEncryption(headers, bucket, asker);
    if (asked.customerKey !== undefined) {
      return {
        encryption: encryptedByCustomer(asked.customerKey, context.entropy),
        keys: [asked.customerKey.key],
      };
    }
    const { algorithm } = asked;
    if (algorithm === 'AES256') return { encryption: { kind: 'AES256' }, keys: [this.#own] };
    const keyId = asked.keyId ?? (await this.#keys.managed.of(place, 's3')).arn;
    const { bucketKey, more } = asked;
    const use = { bucket: bucket.name, key, bucketKey, more };
    const made = bucketKey
      ? await this.#bucketKeys.generate(context, keyId, use)
      : await generateDataKey(context, keyId, use);
    const { key: dataKey, sealed, keyArn } = made;
    const kept = { kind: algorithm, keyArn, dataKey: sealed, bucketKey };
    return {
      encryption: more === undefined ? kept : { ...kept, context: more },
      keys: keysOf(algorithm, dataKey),
    };
  }

  /** For an object that is there. Throws where the customer's key is missing or wrong; asks KMS as the caller. */
  async open(
    context: ReadContext,
    encryption: ObjectEncryption,
    { bucket, key }: ContentPlace,
    given: CustomerKey | undefined,
  ): Promise<ObjectKeys> {
    if (encryption.kind === 'SSE-C') return [requireCustomerKey(encryption, given)];
    refuseCustomerKey(given);
    if (encryption.kind === 'AES256') return [this.#own];
    const asked = { bucket, key };
    const dataKey = encryption.bucketKey
      ? await this.#bucketKeys.decrypt(context, encryption, asked)
      : await decryptDataKey(context, encryption, asked);
    return keysOf(encryption.kind, dataKey);
  }
}

/** Twice over where it is so asked for. */
function keysOf(algorithm: SseAlgorithm, dataKey: KeyObject): ObjectKeys {
  return algorithm === 'aws:kms:dsse' ? [dataKey, dataKey] : [dataKey];
}

/** How an object is to be encrypted, by its request and its bucket. */
export interface AskedEncryption {
  readonly algorithm: SseAlgorithm;
  readonly customerKey?: CustomerKey;
  readonly keyId?: string;
  readonly bucketKey: boolean;
  readonly more?: Readonly<Record<string, string>>;
}

/** Throws what S3 answers for headers that do not fit each other or the bucket. */
export function checkEncryption(
  headers: EncryptionHeaders,
  { name, encryption: usual }: BucketRecord,
  asker: 'service' | 'other',
): AskedEncryption {
  const { ServerSideEncryption: named, SSEKMSKeyId, BucketKeyEnabled } = headers;
  const customerKey = customerKeyOf(headers);
  if (customerKey !== undefined) {
    if (named !== undefined) {
      throw invalidArgument(
        'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
        'x-amz-server-side-encryption',
        named,
      );
    }
    if (usual.blocksSseC) throw blocked(name);
    return { algorithm: 'AES256', customerKey, bucketKey: false };
  }
  if (named !== undefined && !algorithms.includes(named as SseAlgorithm)) {
    throw new S3Error(
      'InvalidEncryptionAlgorithmError',
      400,
      'The Encryption request you specified is not valid. Supported value: AES256.',
      { members: { ArgumentName: 'x-amz-server-side-encryption', ArgumentValue: named } },
    );
  }
  const algorithm = (named as SseAlgorithm | undefined) ?? usual.algorithm;
  const isKms = algorithm !== 'AES256';
  if (!isKms || named === undefined) {
    if (SSEKMSKeyId !== undefined && !isKms) {
      throw invalidArgument(
        'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
        'x-amz-server-side-encryption',
        named ?? 'null',
      );
    }
  }
  if (!isKms) return { algorithm, bucketKey: false };
  const more = readContextHeader(headers.SSEKMSEncryptionContext, asker);
  const keyId = SSEKMSKeyId ?? (named === undefined || named === usual.algorithm ? usual.keyId : undefined);
  return {
    algorithm,
    ...(keyId === undefined ? {} : { keyId }),
    bucketKey: algorithm === 'aws:kms' && (BucketKeyEnabled ?? usual.bucketKey),
    ...(more === undefined ? {} : { more }),
  };
}

function blocked(bucket: string): S3Error {
  const refusal = { action: 's3:PutObject', resource: `${bucketArn(bucket)}/*`, reasons: [sseCBlocked(bucket)] };
  return new S3Error(
    'AccessDenied',
    403,
    'Access Denied because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). Please specify a different server-side encryption type',
    { refusal },
  );
}

export function customerKeyOf(headers: EncryptionHeaders): CustomerKey | undefined {
  return readCustomerKey({
    algorithm: headers.SSECustomerAlgorithm,
    key: headers.SSECustomerKey,
    keyMd5: headers.SSECustomerKeyMD5,
  });
}

/** The members by which an answer tells how its object is encrypted. */
export function encryptionMembers(encryption: ObjectEncryption): {
  ServerSideEncryption?: SseAlgorithm;
  SSEKMSKeyId?: string;
  SSEKMSEncryptionContext?: string;
  BucketKeyEnabled?: boolean;
  SSECustomerAlgorithm?: string;
  SSECustomerKeyMD5?: string;
} {
  switch (encryption.kind) {
    case 'AES256':
      return { ServerSideEncryption: 'AES256' };
    case 'SSE-C':
      return { SSECustomerAlgorithm: 'AES256', SSECustomerKeyMD5: encryption.keyMd5 };
    default:
      return {
        ServerSideEncryption: encryption.kind,
        SSEKMSKeyId: encryption.keyArn,
        ...(encryption.bucketKey ? { BucketKeyEnabled: true } : {}),
      };
  }
}
