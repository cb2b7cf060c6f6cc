/**
 * DeleteBucketLifecycle: nothing of the bucket ends by itself any more, also where nothing did.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketLifecycle.html
 */
import { changeBucket } from '../buckets/change-bucket.ts';
import type { S3Write } from '../operation.ts';

export const deleteBucketLifecycle: S3Write<'DeleteBucketLifecycle'> = {
  name: 'DeleteBucketLifecycle',
  effect: 'write',

  async handle(input, context) {
    // The row of the agenda finds no rules and is not written again.
    await changeBucket(context, input, ({ bucket: { lifecycle: _, ...bucket } }) => bucket);
    return {};
  },
};
