/**
 * What S3 answers to uploads in parts that do not fit.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
 */
import { invalidArgument, invalidRequest, S3Error } from '../errors.ts';
import { s3Limits } from '../limits.ts';

/** A part as a request to complete an upload names it. */
export interface NamedPart {
  readonly number: number;
  /** Without its quotes. */
  readonly etag: string;
}

export const uploadErrors = {
  noSuchUpload: (uploadId: string): S3Error =>
    new S3Error(
      'NoSuchUpload',
      404,
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      { members: { UploadId: uploadId.slice(0, 256) } },
    ),
  partNumber: (value: number): S3Error =>
    invalidArgument(
      `Part number must be an integer between 1 and ${s3Limits.PartsPerUpload}, inclusive`,
      'partNumber',
      String(value),
    ),
  noParts: (): S3Error => invalidRequest('You must specify at least one part'),
  invalidPart: ({ number, etag }: NamedPart, uploadId: string): S3Error =>
    new S3Error(
      'InvalidPart',
      400,
      "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
      { members: { ETag: etag.slice(0, 256), PartNumber: String(number), UploadId: uploadId } },
    ),
  invalidPartOrder: (uploadId: string): S3Error =>
    new S3Error(
      'InvalidPartOrder',
      400,
      'The list of parts was not in ascending order. Parts must be ordered by part number.',
      { members: { UploadId: uploadId } },
    ),
  tooSmall: ({ number, etag }: NamedPart, bytes: number): S3Error =>
    new S3Error('EntityTooSmall', 400, 'Your proposed upload is smaller than the minimum allowed size', {
      members: {
        ETag: etag,
        MinSizeAllowed: String(s3Limits.PartBytesMin),
        PartNumber: String(number),
        ProposedSize: String(bytes),
      },
    }),
  tooLarge: (bytes: number): S3Error =>
    new S3Error('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', {
      members: { ProposedSize: String(bytes), MaxSizeAllowed: String(s3Limits.UploadBytes) },
    }),
  wrongSize: (said: number, computed: number): S3Error =>
    invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${said} does not match what was computed: ${computed}`,
    ),
  /** Parts came in while the upload was being completed. */
  changedMeanwhile: (): S3Error =>
    new S3Error(
      'OperationAborted',
      409,
      'A conflicting conditional operation is currently in progress against this resource. Please try again.',
    ),
  conditionalConflict: (condition: string, key: string): S3Error =>
    new S3Error(
      'ConditionalRequestConflict',
      409,
      'The conditional request cannot succeed due to a conflicting operation against this resource.',
      { members: { Condition: condition, Key: key } },
    ),
  partNumberAndRange: (): S3Error => invalidRequest('Cannot specify both Range header and partNumber query parameter'),
  noSuchPart: (asked: number, parts: number): S3Error =>
    new S3Error('InvalidPartNumber', 416, 'The requested partnumber is not satisfiable', {
      members: { ActualPartCount: String(parts), PartNumberRequested: String(asked) },
    }),
} as const;

/** Throws for a number that no part can have. */
export function checkPartNumber(number: number): void {
  if (!Number.isInteger(number) || number < 1 || number > s3Limits.PartsPerUpload) {
    throw uploadErrors.partNumber(number);
  }
}

/** Throws for a part of too many bytes; to be asked while they come. */
export function checkPartSize(bytes: number): void {
  if (bytes > s3Limits.UploadBytes) throw uploadErrors.tooLarge(bytes);
}
