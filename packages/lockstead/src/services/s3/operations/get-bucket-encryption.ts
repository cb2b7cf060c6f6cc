/**
 * GetBucketEncryption: there is always one.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html
 */
import { showBucketEncryption } from '../buckets/bucket-encryption.ts';
import { findBucket } from '../buckets/find-bucket.ts';
import type { S3Read } from '../operation.ts';

export const getBucketEncryption: S3Read<'GetBucketEncryption'> = {
  name: 'GetBucketEncryption',
  effect: 'read',

  async handle(input, context) {
    const { bucket } = await findBucket(context.reader, context, input);
    return { ServerSideEncryptionConfiguration: { Rules: [showBucketEncryption(bucket.encryption)] } };
  },
};
