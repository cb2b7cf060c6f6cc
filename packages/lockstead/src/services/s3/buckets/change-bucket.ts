/** A write that changes one bucket's record. */
import type { WriteContext } from '#service/operation';
import { type BucketRecord, s3State } from '../state.ts';
import { type BucketAsked, type FoundBucket, findBucket } from './find-bucket.ts';

/** Finds the bucket and writes what `change` makes of it. `change` throws what the operation answers where it does not go. */
export async function changeBucket(
  context: WriteContext,
  asked: BucketAsked,
  change: (found: FoundBucket) => BucketRecord | Promise<BucketRecord>,
): Promise<void> {
  const found = await findBucket(context.tx, context, asked);
  await s3State(context.tx, found.place).buckets.update(await change(found));
}
