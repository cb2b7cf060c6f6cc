/**
 * GetBucketVersioning: nothing for a bucket that never kept versions.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import type { S3Read } from '../operation.ts';

export const getBucketVersioning: S3Read<'GetBucketVersioning'> = {
  name: 'GetBucketVersioning',
  effect: 'read',

  async handle(input, context) {
    const { bucket } = await findBucket(context.reader, context, input);
    const { versioning, mfaDelete } = bucket;
    return {
      ...(versioning === undefined ? {} : { Status: versioning }),
      ...(mfaDelete === undefined ? {} : { MFADelete: mfaDelete }),
    };
  },
};
