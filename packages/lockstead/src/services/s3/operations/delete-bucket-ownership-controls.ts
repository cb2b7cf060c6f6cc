/**
 * DeleteBucketOwnershipControls: the bucket then acts as with ObjectWriter.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketOwnershipControls.html
 */
import { changeBucket } from '../buckets/change-bucket.ts';
import type { S3Write } from '../operation.ts';

export const deleteBucketOwnershipControls: S3Write<'DeleteBucketOwnershipControls'> = {
  name: 'DeleteBucketOwnershipControls',
  effect: 'write',

  async handle(input, context) {
    await changeBucket(context, input, ({ bucket: { ownership: _, ...bucket } }) => bucket);
    return {};
  },
};
