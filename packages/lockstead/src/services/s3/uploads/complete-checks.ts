/** What a request to complete an upload says of the object to be, held against what it will be. */
import { invalidRequest, S3Error } from '../errors.ts';
import { checksumMember } from '../objects/answer-object.ts';
import { type ChecksumHeaders, sentChecksum } from '../objects/checksums.ts';
import { checkWriteConditions, type WriteConditions } from '../objects/conditions.ts';
import type { ObjectRecord } from '../state.ts';
import type { CompletedParts } from './complete-parts.ts';
import { checkPartChecksum } from './upload-checksum.ts';
import { uploadErrors } from './upload-errors.ts';
import type { UploadRecord } from './upload-state.ts';

export interface CompleteHeaders extends Omit<ChecksumHeaders, 'ChecksumAlgorithm'> {
  readonly ChecksumType?: string | undefined;
  readonly MpuObjectSize?: number | undefined;
}

/** Before any part is looked at. */
export function checkChecksumType({ checksum }: UploadRecord, { ChecksumType: type }: CompleteHeaders): void {
  if (type === undefined || type === checksum?.type) return;
  throw invalidRequest(
    `The upload was created using the ${checksum?.type ?? 'null'} checksum mode. The complete request must use the same checksum mode.`,
  );
}

/** Size and checksum of the object. A composite checksum may come with the number of parts behind it, or without. */
export function checkWhole(upload: UploadRecord, headers: CompleteHeaders, { bytes, checksum }: CompletedParts): void {
  const { MpuObjectSize: said } = headers;
  if (said !== undefined && said !== bytes) throw uploadErrors.wrongSize(said, bytes);
  const sent = sentChecksum(headers);
  checkPartChecksum(upload, sent);
  if (sent === undefined) return;
  const value = headers[checksumMember(sent)];
  const isRight =
    sent === checksum.algorithm && (value === checksum.value || value === checksum.value.replace(/-\d+$/, ''));
  if (!isRight) throw new S3Error('BadDigest', 400, `The ${sent} you specified did not match the calculated checksum.`);
}

/**
 * In the transaction that makes the object. What was written under the key since the upload began is a conflict for `If-Match`, even where it has
 * the ETag that is asked for.
 *
 * AWS DIFFERS? For `If-None-Match` AWS also calls it a conflict that the key was deleted since then. Here the key is free again, and is taken.
 */
export function checkCompleteConditions(
  conditions: WriteConditions,
  { key, initiatedAt }: UploadRecord,
  current: ObjectRecord | undefined,
): void {
  checkWriteConditions(conditions, key, current);
  if (conditions.IfMatch !== undefined && current !== undefined && current.order > initiatedAt) {
    throw uploadErrors.conditionalConflict('If-Match', key);
  }
}
