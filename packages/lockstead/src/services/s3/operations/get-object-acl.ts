/**
 * GetObjectAcl: also in a bucket that takes no ACLs, where the bucket's owner alone stands in it.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html
 */
import { showAcl } from '../acl/access-control-policy.ts';
import { privateAcl } from '../acl/acl.ts';
import { canonicalUserId } from '../canonical-user.ts';
import { findObject } from '../objects/find-object.ts';
import type { S3Read } from '../operation.ts';

export const getObjectAcl: S3Read<'GetObjectAcl'> = {
  name: 'GetObjectAcl',
  effect: 'read',
  authentication: 'anonymousAllowed',
  eventCategory: 'data',

  async handle(input, context) {
    const { bucket, place, object } = await findObject(context, input, 'GET');
    if (bucket.ownership === 'BucketOwnerEnforced') return showAcl(privateAcl(canonicalUserId(place.account)));
    return showAcl(object.acl ?? privateAcl(canonicalUserId(object.owner ?? place.account)));
  },
};
