/**
 * Canned ACLs, written out.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
 */
import { type Acl, type AclGrant, type AclHolder, groupGrant, userGrant } from './acl.ts';
import { aclErrors } from './acl-errors.ts';
import { awsUsers, type CanonicalUserId } from './canonical-user.ts';

/** Whose the holder of the ACL is. */
export interface AclPlace {
  readonly holder: AclHolder;
  readonly owner: CanonicalUserId;
  /** The same as `owner` for a bucket. */
  readonly bucketOwner: CanonicalUserId;
}

/** What each adds to the owner's full control. */
const additions = {
  private: () => [],
  'public-read': () => [groupGrant('AllUsers', 'READ')],
  'public-read-write': () => [groupGrant('AllUsers', 'READ'), groupGrant('AllUsers', 'WRITE')],
  'authenticated-read': () => [groupGrant('AuthenticatedUsers', 'READ')],
  'aws-exec-read': () => [userGrant(awsUsers.imageBundles, 'READ')],
  'log-delivery-write': () => [groupGrant('LogDelivery', 'WRITE'), groupGrant('LogDelivery', 'READ_ACP')],
  'bucket-owner-read': (place) => toBucketOwner(place, 'READ'),
  'bucket-owner-full-control': (place) => toBucketOwner(place, 'FULL_CONTROL'),
} as const satisfies Readonly<Record<string, (place: AclPlace) => readonly AclGrant[]>>;

export type CannedAcl = keyof typeof additions;

/** All that AWS knows. */
export const cannedAcls: readonly CannedAcl[] = Object.keys(additions) as CannedAcl[];

function isCannedAcl(name: string): name is CannedAcl {
  return Object.hasOwn(additions, name);
}

/**
 * The ACL that a name stands for. Throws AWS's error for a name that it does not know.
 * AWS DIFFERS? `log-delivery-write` is for buckets. What AWS says of an object with it is not known here: it is refused as an unknown name.
 */
export function expandCannedAcl(name: string, place: AclPlace): Acl {
  if (!isCannedAcl(name) || (name === 'log-delivery-write' && place.holder === 'object')) {
    throw aclErrors.unknownCannedAcl(name);
  }
  return { owner: place.owner, grants: [userGrant(place.owner, 'FULL_CONTROL'), ...additions[name](place)] };
}

/** Nothing where the owner has full control anyway. So is every bucket, of which AWS ignores these names. */
function toBucketOwner({ owner, bucketOwner }: AclPlace, permission: 'READ' | 'FULL_CONTROL'): AclGrant[] {
  return owner === bucketOwner ? [] : [userGrant(bucketOwner, permission)];
}
