/**
 * HeadBucket: whether a bucket is there, and where.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
 */
import { bucketArn } from '../buckets/bucket-arn.ts';
import { findBucket } from '../buckets/find-bucket.ts';
import type { S3Read } from '../operation.ts';

export const headBucket: S3Read<'HeadBucket'> = {
  name: 'HeadBucket',
  effect: 'read',
  authentication: 'anonymousAllowed',

  async handle(input, context) {
    const { place } = await findBucket(context.reader, context, input);
    return { BucketRegion: place.region, AccessPointAlias: false, BucketArn: bucketArn(input.Bucket) };
  },
};
