/**
 * GetBucketAcl: also of a bucket that takes no ACLs, where the owner alone stands in it.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html
 */
import { showAcl } from '../acl/access-control-policy.ts';
import { privateAcl } from '../acl/acl.ts';
import { findBucket } from '../buckets/find-bucket.ts';
import { canonicalUserId } from '../canonical-user.ts';
import type { S3Read } from '../operation.ts';

export const getBucketAcl: S3Read<'GetBucketAcl'> = {
  name: 'GetBucketAcl',
  effect: 'read',
  authentication: 'anonymousAllowed',

  async handle(input, context) {
    const { bucket, place } = await findBucket(context.reader, context, input);
    const usual = privateAcl(canonicalUserId(place.account));
    return showAcl(bucket.ownership === 'BucketOwnerEnforced' ? usual : (bucket.acl ?? usual));
  },
};
