/**
 * Checksums of uploads in parts: of the whole object, joined from those of its parts, or a checksum of the parts' checksums.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
import { type JoinableChecksum, joinChecksums, newChecksum } from '@lockstead/wire';
import { invalidRequest, type S3Error } from '../errors.ts';
import { checksumNames, sentChecksum, usualChecksum } from '../objects/checksums.ts';
import type { ChecksumName, ObjectChecksum } from '../state.ts';
import type { UploadRecord } from './upload-state.ts';

type UploadChecksum = NonNullable<UploadRecord['checksum']>;

const joinable: ReadonlySet<ChecksumName> = new Set(['CRC32', 'CRC32C', 'CRC64NVME']);

function isJoinable(name: ChecksumName): name is JoinableChecksum {
  return joinable.has(name);
}

/** What CreateMultipartUpload asks for; undefined where it names no algorithm. Throws for a pair that S3 has not. */
export function uploadChecksumOf(algorithm: string | undefined, type: string | undefined): UploadChecksum | undefined {
  if (algorithm === undefined) {
    if (type === undefined) return undefined;
    throw invalidRequest('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.');
  }
  const name = sentChecksum({ ChecksumAlgorithm: algorithm }) ?? usualChecksum;
  const usual = name === usualChecksum ? 'FULL_OBJECT' : 'COMPOSITE';
  const chosen = type ?? usual;
  if (chosen !== 'FULL_OBJECT' && chosen !== 'COMPOSITE') {
    throw unknownChecksumType();
  }
  const isPossible = chosen === 'FULL_OBJECT' ? isJoinable(name) : name !== usualChecksum;
  if (!isPossible) {
    throw invalidRequest(
      `The ${chosen} checksum type cannot be used with the ${name.toLowerCase()} checksum algorithm.`,
    );
  }
  return { algorithm: name, type: chosen };
}

export function unknownChecksumType(): S3Error {
  return invalidRequest('Value for x-amz-checksum-type header is invalid.');
}

/** By which algorithm the parts of an upload are measured. */
export function partAlgorithm({ checksum }: Pick<UploadRecord, 'checksum'>): ChecksumName {
  return checksum?.algorithm ?? usualChecksum;
}

/** Throws where a part comes with another checksum than its upload began with. */
export function checkPartChecksum({ checksum }: UploadRecord, sent: ChecksumName | undefined): void {
  if (checksum === undefined || sent === undefined || sent === checksum.algorithm) return;
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${sent.toLowerCase()}`,
  );
}

/** Takes the checksums of an object's parts in their order, and answers that of the object. */
export interface JoinedChecksum {
  add(value: string, bytes: number): void;
  finish(): ObjectChecksum;
}

export function joinedChecksum(upload: Pick<UploadRecord, 'checksum'>): JoinedChecksum {
  const algorithm = partAlgorithm(upload);
  const type = upload.checksum?.type ?? 'FULL_OBJECT';
  if (type === 'FULL_OBJECT' && isJoinable(algorithm)) return ofTheWhole(algorithm);
  const whole = newChecksum(algorithm);
  let parts = 0;
  return {
    add(value) {
      whole.update(Buffer.from(value, 'base64'));
      parts += 1;
    },
    finish: () => ({ algorithm, type, value: `${whole.digest().toString('base64')}-${parts}` }),
  };
}

function ofTheWhole(algorithm: JoinableChecksum): JoinedChecksum {
  let whole = newChecksum(algorithm).digest();
  return {
    add(value, bytes) {
      whole = joinChecksums(algorithm, whole, Buffer.from(value, 'base64'), bytes);
    },
    finish: () => ({ algorithm, type: 'FULL_OBJECT', value: whole.toString('base64') }),
  };
}

/** The algorithms that are not an upload's own. */
export function otherAlgorithms(own: ChecksumName): readonly ChecksumName[] {
  return checksumNames.filter((name) => name !== own);
}
