/**
 * PutBucketPolicy: replaces the bucket's policy, unless it is public and Block Public Access forbids that, or its writer could not change it again.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
import { bucketArn } from '../buckets/bucket-arn.ts';
import { hasPublicPolicy, policyAsked, requireOwnersAccount } from '../buckets/bucket-policy.ts';
import { changeBucket } from '../buckets/change-bucket.ts';
import { effectiveBlock } from '../buckets/public-access.ts';
import { publicPolicyBlocked } from '../buckets/public-access-errors.ts';
import type { S3Write } from '../operation.ts';

export const putBucketPolicy: S3Write<'PutBucketPolicy'> = {
  name: 'PutBucketPolicy',
  effect: 'write',

  async handle(input, context) {
    await changeBucket(context, input, async ({ bucket: { policyById: _, ...bucket }, place }) => {
      requireOwnersAccount(context, place, 'PUT');
      const kept = await policyAsked(context.tx, context, bucket.name, input.Policy);
      const { effective } = await effectiveBlock(context.tx, place, bucket);
      if (effective.blockPublicPolicy && hasPublicPolicy({ ...bucket, ...kept })) {
        const blocked = { action: 's3:PutBucketPolicy', resource: bucketArn(bucket.name) };
        throw publicPolicyBlocked(context, place, blocked);
      }
      return { ...bucket, ...kept };
    });
    return {};
  },
};
