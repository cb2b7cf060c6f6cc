/**
 * Which checksum an upload has: that which it names or sends, else S3's own choice.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */

import { headerNotImplemented, invalidRequest } from '../errors.ts';
import type { ChecksumName } from '../state.ts';
import { checksumMember } from './answer-object.ts';

export const checksumNames: readonly ChecksumName[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'];
/** S3's own choice. */
export const usualChecksum: ChecksumName = 'CRC64NVME';

export interface ChecksumHeaders {
  readonly ChecksumAlgorithm?: string | undefined;
  readonly ChecksumCRC32?: string | undefined;
  readonly ChecksumCRC32C?: string | undefined;
  readonly ChecksumCRC64NVME?: string | undefined;
  readonly ChecksumSHA1?: string | undefined;
  readonly ChecksumSHA256?: string | undefined;
  /** These are refused. */
  readonly ChecksumMD5?: string | undefined;
  readonly ChecksumSHA512?: string | undefined;
  readonly ChecksumXXHASH3?: string | undefined;
  readonly ChecksumXXHASH64?: string | undefined;
  readonly ChecksumXXHASH128?: string | undefined;
}

/** What AWS has and is not done: a checksum that nobody compares would be a promise that is not kept. */
const notDone = ['MD5', 'SHA512', 'XXHASH3', 'XXHASH64', 'XXHASH128'] as const;

/** Of what names none. Throws for an algorithm that S3 has not, or has and is not done here. */
export function checksumOf(headers: ChecksumHeaders): ChecksumName {
  return sentChecksum(headers) ?? usualChecksum;
}

/** The one that a request sends, or says that it sends behind its body. */
export function sentChecksum(headers: ChecksumHeaders): ChecksumName | undefined {
  const unknown = notDone.find((name) => headers[`Checksum${name}`] !== undefined);
  if (unknown !== undefined) throw headerNotImplemented(`x-amz-checksum-${unknown.toLowerCase()}`);
  const sent = checksumNames.find((name) => headers[checksumMember(name)] !== undefined);
  const named = headers.ChecksumAlgorithm?.toUpperCase();
  if (sent !== undefined && named !== undefined && named !== sent) {
    throw invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.');
  }
  if (sent !== undefined || named === undefined) return sent;
  const found = checksumNames.find((name) => name === named);
  if (found === undefined) {
    throw invalidRequest(
      'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    );
  }
  return found;
}
