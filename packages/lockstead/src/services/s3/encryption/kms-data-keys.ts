/**
 * Data keys of KMS, asked for as whoever asks S3: KMS's own policies decide, and its events name the caller. What KMS answers when it says no goes
 * on to the caller in S3's form.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import type { DecryptResponse, GenerateDataKeyResponse } from '@aws-sdk/client-kms';
import { AwsError } from '#kernel/aws-error';
import { present } from '#kernel/invariant';
import type { ReadContext } from '#service/operation';
import { invalidArgument, S3Error } from '../errors.ts';
import type { ObjectEncryption } from '../state.ts';

/** How an object is encrypted that has a data key of KMS. */
export type KmsEncryption = Extract<ObjectEncryption, { dataKey: string }>;

export interface DataKey {
  readonly key: KeyObject;
  /** Encrypted, in base64. */
  readonly sealed: string;
  readonly keyArn: string;
}

const service = 's3.amazonaws.com';

/** What a data key is for. */
export interface DataKeyUse {
  readonly bucket: string;
  readonly key: string;
  /** Whether it is the bucket's: then the context names the bucket alone. */
  readonly bucketKey: boolean;
  /** What the caller adds to the context. */
  readonly more?: Readonly<Record<string, string>> | undefined;
}

export function kmsContext({ bucket, key, bucketKey, more }: DataKeyUse): Record<string, string> {
  const arn = `arn:aws:s3:::${bucket}`;
  return { ...more, 'aws:s3:arn': bucketKey ? arn : `${arn}/${key}` };
}

export async function generateDataKey(context: ReadContext, keyId: string, use: DataKeyUse): Promise<DataKey> {
  const input = { KeyId: keyId, KeySpec: 'AES_256', EncryptionContext: kmsContext(use) };
  const answer = (await asked(context, 'GenerateDataKey', input)) as GenerateDataKeyResponse;
  return {
    key: createSecretKey(Buffer.from(present(answer.Plaintext, 'a data key has its bytes'))),
    sealed: Buffer.from(present(answer.CiphertextBlob, 'a data key comes encrypted too')).toString('base64'),
    keyArn: present(answer.KeyId, 'a data key tells under which key it is'),
  };
}

export async function decryptDataKey(
  context: ReadContext,
  { dataKey, keyArn, bucketKey, context: more }: KmsEncryption,
  { bucket, key }: Pick<DataKeyUse, 'bucket' | 'key'>,
): Promise<KeyObject> {
  const input = {
    CiphertextBlob: Buffer.from(dataKey, 'base64'),
    KeyId: keyArn,
    EncryptionContext: kmsContext({ bucket, key, bucketKey, more }),
  };
  const answer = (await asked(context, 'Decrypt', input)) as DecryptResponse;
  return createSecretKey(Buffer.from(present(answer.Plaintext, 'what was decrypted is there')));
}

async function asked(context: ReadContext, operation: string, input: object): Promise<unknown> {
  try {
    return await context.invoke({ service: 'kms', operation, input }, { forward: context, via: service });
  } catch (error) {
    throw error instanceof AwsError ? spoken(error) : error;
  }
}

/** AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#KMSErrorCodeList; codes and statuses as recorded answers have them. */
function spoken(error: AwsError): AwsError {
  if (error.fault === 'server') return error;
  const { code, message } = error;
  if (code.startsWith('AccessDenied')) return new S3Error('AccessDenied', 403, message);
  return new S3Error(`KMS.${code}`, 400, message);
}

/**
 * What `x-amz-server-side-encryption-context` says: base64 of a JSON object of texts. Names that begin with `aws:` are AWS's own: a service may
 * set those of its resources, as CloudTrail does with `aws:cloudtrail:arn`, and nobody else may pretend to be one.
 */
export function readContextHeader(
  text: string | undefined,
  asker: 'service' | 'other',
): Readonly<Record<string, string>> | undefined {
  if (text === undefined) return undefined;
  const refused = (): S3Error =>
    invalidArgument(
      "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string holding JSON which represents a string-string map",
      'x-amz-server-side-encryption-context',
      text.slice(0, 256),
    );
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
  } catch {
    throw refused();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refused();
  const entries = Object.entries(value);
  if (entries.some(([, each]) => typeof each !== 'string')) throw refused();
  const reserved = asker === 'service' ? 'aws:s3:' : 'aws:';
  if (entries.some(([name]) => name.toLowerCase().startsWith(reserved))) throw refused();
  return Object.fromEntries(entries) as Record<string, string>;
}
