/**
 * DeleteBucketCors: no page may send requests any more, also where none could before.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketCors.html
 */
import { changeBucket } from '../buckets/change-bucket.ts';
import type { S3Write } from '../operation.ts';

export const deleteBucketCors: S3Write<'DeleteBucketCors'> = {
  name: 'DeleteBucketCors',
  effect: 'write',

  async handle(input, context) {
    await changeBucket(context, input, ({ bucket: { cors: _, ...bucket } }) => bucket);
    return {};
  },
};
