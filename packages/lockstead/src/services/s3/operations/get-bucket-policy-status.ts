/**
 * GetBucketPolicyStatus: whether Block Public Access takes the bucket's policy for public.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html
 */
import { hasPublicPolicy, noSuchBucketPolicy } from '../buckets/bucket-policy.ts';
import { findBucket } from '../buckets/find-bucket.ts';
import type { S3Read } from '../operation.ts';

export const getBucketPolicyStatus: S3Read<'GetBucketPolicyStatus'> = {
  name: 'GetBucketPolicyStatus',
  effect: 'read',

  async handle(input, context) {
    const { bucket } = await findBucket(context.reader, context, input);
    if (bucket.policy === undefined) throw noSuchBucketPolicy(bucket.name);
    return { PolicyStatus: { IsPublic: hasPublicPolicy(bucket) } };
  },
};
