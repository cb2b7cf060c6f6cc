/**
 * DeleteBucketEncryption: the bucket is encrypted as it was at birth.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html
 */
import { usualEncryption } from '../buckets/bucket-encryption.ts';
import { changeBucket } from '../buckets/change-bucket.ts';
import type { S3Write } from '../operation.ts';

export const deleteBucketEncryption: S3Write<'DeleteBucketEncryption'> = {
  name: 'DeleteBucketEncryption',
  effect: 'write',

  async handle(input, context) {
    // Whether customers' keys are taken is a setting of its own, and stays.
    await changeBucket(context, input, ({ bucket }) => ({
      ...bucket,
      encryption: { ...usualEncryption, blocksSseC: bucket.encryption.blocksSseC },
    }));
    return {};
  },
};
