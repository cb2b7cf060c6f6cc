/**
 * The keys with which the parts of an upload are encrypted: all with those that were chosen when it began. KMS is asked as whoever sends the part.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
 */
import type { ReadContext } from '#service/operation';
import type { ObjectKeys } from '../content/content-keys.ts';
import { customerKeyOf, type EncryptionHeaders, type ObjectEncrypter } from '../encryption/object-keys.ts';
import { requireCustomerKey } from '../encryption/sse-c.ts';
import { invalidRequest } from '../errors.ts';
import type { UploadRecord } from './upload-state.ts';

type CustomerHeaders = Pick<EncryptionHeaders, 'SSECustomerAlgorithm' | 'SSECustomerKey' | 'SSECustomerKeyMD5'>;

/** Throws where the request's headers do not fit the encryption that the upload began with. */
export async function partKeys(
  encrypter: ObjectEncrypter,
  context: ReadContext,
  { encryption, bucket, key }: UploadRecord,
  headers: CustomerHeaders,
): Promise<ObjectKeys> {
  const given = customerKeyOf(headers);
  const isCustomers = encryption.kind === 'SSE-C';
  if (isCustomers !== (given !== undefined)) {
    throw invalidRequest(
      'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.',
    );
  }
  if (!isCustomers || given === undefined) return await encrypter.open(context, encryption, { bucket, key }, undefined);
  if (given.keyMd5 !== encryption.keyMd5) {
    throw invalidRequest('The provided encryption parameters did not match the ones used originally.');
  }
  return [requireCustomerKey(encryption, given)];
}
