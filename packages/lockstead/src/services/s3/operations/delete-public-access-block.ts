/**
 * DeletePublicAccessBlock: all four settings of the bucket are off.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeletePublicAccessBlock.html
 */
import { changeBucket } from '../buckets/change-bucket.ts';
import type { S3Write } from '../operation.ts';

export const deletePublicAccessBlock: S3Write<'DeletePublicAccessBlock'> = {
  name: 'DeletePublicAccessBlock',
  effect: 'write',

  async handle(input, context) {
    await changeBucket(context, input, ({ bucket: { publicAccessBlock: _, ...bucket } }) => bucket);
    return {};
  },
};
