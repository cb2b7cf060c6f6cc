/**
 * ListMultipartUploads: those under way, without what has become an object or was aborted.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
 */
import { toDate } from '#kernel/clock';
import { findBucket } from '../buckets/find-bucket.ts';
import { listMultipartUploads as list } from '../lists/listings.ts';
import { ownerOf } from '../lists/show-object.ts';
import { uploadSource } from '../lists/upload-source.ts';
import { wholeSeconds } from '../objects/versions.ts';
import type { S3Read } from '../operation.ts';
import { uploadState } from '../uploads/upload-state.ts';

export const listMultipartUploads: S3Read<'ListMultipartUploads'> = {
  name: 'ListMultipartUploads',
  effect: 'read',
  authentication: 'anonymousAllowed',
  eventCategory: 'data',

  async handle(input, context) {
    const { bucket, place } = await findBucket(context.reader, context, input);
    const { rows, members, text } = await list(uploadSource(uploadState(context.reader, place), bucket), input);
    // Those of a bucket of the same name that is gone are about to be removed.
    const own = rows.filter(({ upload }) => upload.initiatedAt >= bucket.createdAt);
    const uploads = own.map(({ upload }) => {
      const { checksum, headers } = upload;
      return {
        UploadId: upload.uploadId,
        Key: text(upload.key),
        Initiated: toDate(wholeSeconds(upload.initiatedAt)),
        StorageClass: (headers.storageClass ?? 'STANDARD') as 'STANDARD',
        Owner: ownerOf(upload, place.account),
        Initiator: upload.initiator,
        ...(checksum === undefined ? {} : { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
      };
    });
    return { Bucket: bucket.name, ...members, ...(uploads.length === 0 ? {} : { Uploads: uploads }) };
  },
};
