/**
 * GetPublicAccessBlock: what the bucket itself has set; what its account has set binds it too, and is told by S3 Control.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { noPublicAccessBlock, showPublicAccessBlock } from '../buckets/public-access-configuration.ts';
import type { S3Read } from '../operation.ts';

export const getPublicAccessBlock: S3Read<'GetPublicAccessBlock'> = {
  name: 'GetPublicAccessBlock',
  effect: 'read',

  async handle(input, context) {
    const { bucket } = await findBucket(context.reader, context, input);
    if (bucket.publicAccessBlock === undefined) throw noPublicAccessBlock({ BucketName: bucket.name });
    return { PublicAccessBlockConfiguration: showPublicAccessBlock(bucket.publicAccessBlock) };
  },
};
