/**
 * PutBucketPolicy: replaces the bucket's policy, unless it is public and Block Public Access forbids that, or its writer could not change it again.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
import { bucketArn } from '../buckets/bucket-arn.ts';
import { policyAsked, publicPolicy, requireOwnersAccount } from '../buckets/bucket-policy.ts';
import { changeBucket } from '../buckets/change-bucket.ts';
import { effectiveBlock } from '../buckets/public-access.ts';
import { publicPolicyBlocked } from '../buckets/public-access-errors.ts';
import type { S3Write } from '../operation.ts';
import { blockPublicPolicy } from '../reasons/public-access-reasons.ts';

export const putBucketPolicy: S3Write<'PutBucketPolicy'> = {
  name: 'PutBucketPolicy',
  effect: 'write',

  async handle(input, context) {
    await changeBucket(context, input, async ({ bucket: { policyById: _, ...bucket }, place }) => {
      requireOwnersAccount(context, place, 'PUT');
      const kept = await policyAsked(context.tx, context, bucket.name, input.Policy);
      const block = await effectiveBlock(context.tx, place, bucket);
      const opened = block.effective.blockPublicPolicy ? publicPolicy({ ...bucket, ...kept }) : undefined;
      if (opened !== undefined) {
        const reasons = [blockPublicPolicy({ name: bucket.name, place, block }, opened)];
        const blocked = { action: 's3:PutBucketPolicy', resource: bucketArn(bucket.name), reasons };
        throw publicPolicyBlocked(context, place, blocked);
      }
      return { ...bucket, ...kept };
    });
    return {};
  },
};
