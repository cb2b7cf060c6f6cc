/**
 * PutBucketLifecycleConfiguration: what becomes of objects, old versions and unfinished uploads in time. Replaces all rules.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { invalidRequest, malformedXml } from '../errors.ts';
import { readRules } from '../lifecycle/read-rules.ts';
import type { SmallObjects } from '../lifecycle/rules.ts';
import { scheduleLifecycle } from '../lifecycle/run-lifecycle.ts';
import type { S3Write } from '../operation.ts';
import { s3State } from '../state.ts';

const kinds: readonly SmallObjects[] = ['all_storage_classes_128K', 'varies_by_storage_class'];

export const putBucketLifecycleConfiguration: S3Write<'PutBucketLifecycleConfiguration'> = {
  name: 'PutBucketLifecycleConfiguration',
  effect: 'write',
  // A thousand rules.
  bodyBytesMax: 2 * 2 ** 20,

  async handle(input, context) {
    const { tx, at, entropy } = context;
    const { LifecycleConfiguration: asked, TransitionDefaultMinimumObjectSize: small = kinds[0] } = input;
    const smallObjects = kinds.find((kind) => kind === small);
    if (smallObjects === undefined) throw invalidRequest(`Invalid TransitionDefaultMinimumObjectSize found: ${small}`);
    const { bucket, place } = await findBucket(tx, context, input);
    if (asked === undefined) throw malformedXml();
    const lifecycle = { rules: readRules(asked.Rules, entropy), smallObjects };
    await s3State(tx, place).buckets.update({ ...bucket, lifecycle });
    await scheduleLifecycle(tx, place, bucket.name, at);
    return { TransitionDefaultMinimumObjectSize: smallObjects };
  },
};
