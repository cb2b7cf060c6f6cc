/**
 * GetBucketRequestPayment: the bucket's owner, unless it says otherwise.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketRequestPayment.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import type { S3Read } from '../operation.ts';

export const getBucketRequestPayment: S3Read<'GetBucketRequestPayment'> = {
  name: 'GetBucketRequestPayment',
  effect: 'read',

  async handle(input, context) {
    const { bucket } = await findBucket(context.reader, context, input);
    return { Payer: bucket.requestPayer ?? 'BucketOwner' };
  },
};
