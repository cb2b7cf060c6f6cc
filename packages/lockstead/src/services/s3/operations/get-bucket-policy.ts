/**
 * GetBucketPolicy.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
 */
import { noSuchBucketPolicy, requireOwnersAccount, shownPolicy } from '../buckets/bucket-policy.ts';
import { findBucket } from '../buckets/find-bucket.ts';
import type { S3Read } from '../operation.ts';

export const getBucketPolicy: S3Read<'GetBucketPolicy'> = {
  name: 'GetBucketPolicy',
  effect: 'read',
  authentication: 'anonymousAllowed',

  async handle(input, context) {
    const { bucket, place } = await findBucket(context.reader, context, input);
    requireOwnersAccount(context, place, 'GET');
    if (bucket.policy === undefined) throw noSuchBucketPolicy(bucket.name);
    return { Policy: await shownPolicy(context.reader, bucket) };
  },
};
