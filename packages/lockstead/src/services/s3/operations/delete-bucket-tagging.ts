/**
 * DeleteBucketTagging.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html
 */
import { changeBucket } from '../buckets/change-bucket.ts';
import type { S3Write } from '../operation.ts';

export const deleteBucketTagging: S3Write<'DeleteBucketTagging'> = {
  name: 'DeleteBucketTagging',
  effect: 'write',

  async handle(input, context) {
    await changeBucket(context, input, ({ bucket: { tags: _, ...bucket } }) => bucket);
    return {};
  },
};
