/**
 * DeleteBucketPolicy: also where there is none.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html
 */
import { requireOwnersAccount } from '../buckets/bucket-policy.ts';
import { changeBucket } from '../buckets/change-bucket.ts';
import type { S3Write } from '../operation.ts';

export const deleteBucketPolicy: S3Write<'DeleteBucketPolicy'> = {
  name: 'DeleteBucketPolicy',
  effect: 'write',

  async handle(input, context) {
    await changeBucket(context, input, ({ bucket: { policy: _, policyById: __, ...bucket }, place }) => {
      requireOwnersAccount(context, place, 'DELETE');
      return bucket;
    });
    return {};
  },
};
