/**
 * PutPublicAccessBlock: replaces all four settings; one that is not named is off.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html
 */
import { changeBucket } from '../buckets/change-bucket.ts';
import { readPublicAccessBlock } from '../buckets/public-access-configuration.ts';
import type { S3Write } from '../operation.ts';

export const putPublicAccessBlock: S3Write<'PutPublicAccessBlock'> = {
  name: 'PutPublicAccessBlock',
  effect: 'write',

  async handle(input, context) {
    const publicAccessBlock = readPublicAccessBlock(input.PublicAccessBlockConfiguration);
    await changeBucket(context, input, ({ bucket }) => ({ ...bucket, publicAccessBlock }));
    return {};
  },
};
