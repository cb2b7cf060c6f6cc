/**
 * ListParts: those of an upload under way.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html
 */
import { toDate } from '#kernel/clock';
import { countOf } from '../lists/listings.ts';
import { ownerOf } from '../lists/show-object.ts';
import { checksumMember } from '../objects/answer-object.ts';
import type { S3Read } from '../operation.ts';
import { findUpload } from '../uploads/find-upload.ts';
import { partMarkerOf } from '../uploads/part-marker.ts';
import { type PartRecord, partId, partsPrefix, type UploadRecord, uploadState } from '../uploads/upload-state.ts';

export const listParts: S3Read<'ListParts'> = {
  name: 'ListParts',
  effect: 'read',
  authentication: 'anonymousAllowed',
  eventCategory: 'data',

  async handle(input, context) {
    const { upload, place, bucket } = await findUpload(context.reader, context, input);
    const limit = countOf('max-parts', input.MaxParts);
    const after = partMarkerOf(input.PartNumberMarker);
    const { uploadId, checksum, headers } = upload;
    const rows =
      limit === 0
        ? []
        : await uploadState(context.reader, place).parts.list({
            prefix: partsPrefix(uploadId),
            from: partId(uploadId, after + 1),
            limit: limit + 1,
          });
    const parts = rows.slice(0, limit).map(({ record }) => shown(upload, record));
    return {
      Bucket: bucket.name,
      Key: upload.key,
      UploadId: uploadId,
      PartNumberMarker: String(after),
      NextPartNumberMarker: String(parts.at(-1)?.PartNumber ?? 0),
      MaxParts: limit,
      IsTruncated: rows.length > limit,
      ...(parts.length === 0 ? {} : { Parts: parts }),
      Initiator: upload.initiator,
      Owner: ownerOf(upload, place.account),
      StorageClass: (headers.storageClass ?? 'STANDARD') as 'STANDARD',
      ...(checksum === undefined ? {} : { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
    };
  },
};

function shown({ checksum }: UploadRecord, part: PartRecord): { PartNumber: number } {
  return {
    PartNumber: part.number,
    LastModified: toDate(part.modifiedAt),
    ETag: `"${part.etag}"`,
    Size: part.bytes,
    ...(checksum === undefined ? {} : { [checksumMember(checksum.algorithm)]: part.checksum }),
  } as { PartNumber: number };
}
