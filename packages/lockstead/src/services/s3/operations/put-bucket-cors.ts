/**
 * PutBucketCors: which pages may send requests to the bucket.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html
 */
import { changeBucket } from '../buckets/change-bucket.ts';
import { readCorsRules } from '../cors/check-rules.ts';
import type { S3Write } from '../operation.ts';

export const putBucketCors: S3Write<'PutBucketCors'> = {
  name: 'PutBucketCors',
  effect: 'write',
  // AWS: 64 KB.
  bodyBytesMax: 64 * 1024,

  async handle(input, context) {
    const cors = readCorsRules(input.CORSConfiguration.CORSRules);
    await changeBucket(context, input, ({ bucket }) => ({ ...bucket, cors }));
    return {};
  },
};
