/**
 * PutBucketLifecycleConfiguration: what becomes of objects, old versions and unfinished uploads in time. Replaces all rules.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { malformedXml } from '../errors.ts';
import { readRules, readSmallObjects } from '../lifecycle/read-rules.ts';
import { scheduleLifecycle } from '../lifecycle/run-lifecycle.ts';
import type { S3Write } from '../operation.ts';
import { s3State } from '../state.ts';

export const putBucketLifecycleConfiguration: S3Write<'PutBucketLifecycleConfiguration'> = {
  name: 'PutBucketLifecycleConfiguration',
  effect: 'write',
  // A thousand rules.
  bodyBytesMax: 2 * 2 ** 20,

  async handle(input, context) {
    const { tx, at, entropy } = context;
    const { LifecycleConfiguration: asked, TransitionDefaultMinimumObjectSize: small } = input;
    const smallObjects = readSmallObjects(small);
    const { bucket, place } = await findBucket(tx, context, input);
    if (asked === undefined) throw malformedXml();
    const lifecycle = { rules: readRules(asked.Rules, entropy), smallObjects };
    await s3State(tx, place).buckets.update({ ...bucket, lifecycle });
    await scheduleLifecycle(tx, place, bucket.name, at);
    return { TransitionDefaultMinimumObjectSize: smallObjects };
  },
};
