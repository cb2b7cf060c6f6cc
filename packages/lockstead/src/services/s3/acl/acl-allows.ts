/**
 * Whether an ACL lets somebody do something. It is the resource's side alone: the caller's own account must allow it too, and Block Public Access
 * and object ownership decide whether ACLs are asked at all.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#acl-access-policy-permission-mapping
 */
import { type Acl, type AclGrant, type AclGrantee, type AclHolder, type AclPermission, isPublicGrant } from './acl.ts';
import type { CanonicalUserId } from './canonical-user.ts';

/** Who asks. Everybody who signed with credentials of an account is that account. */
export type AclCaller =
  | { readonly kind: 'account'; readonly id: CanonicalUserId }
  | { readonly kind: 'anonymous' }
  /** S3's own delivery of access logs. */
  | { readonly kind: 'logDelivery' };

export interface AclQuestion {
  readonly holder: AclHolder;
  /** `s3:GetObject`, in AWS's capitals. */
  readonly action: string;
  readonly caller: AclCaller;
  /** Of a bucket's ACL, for writes and deletions: who owns the object that is there under the key. Absent where there is none. */
  readonly objectOwner?: CanonicalUserId;
  /** IgnorePublicAcls is in force: grants to AllUsers and AuthenticatedUsers count as absent. */
  readonly ignorePublicAcls?: boolean;
}

export type AclDecision =
  | { readonly allows: true; readonly grant: AclGrant }
  /** `ignored`: the grant that would allow it if public grants counted. */
  | { readonly allows: false; readonly ignored?: AclGrant };

const permissions: Readonly<Record<AclHolder, ReadonlyMap<string, AclPermission>>> = {
  bucket: new Map<string, AclPermission>([
    ['s3:ListBucket', 'READ'],
    ['s3:ListBucketVersions', 'READ'],
    ['s3:ListBucketMultipartUploads', 'READ'],
    ['s3:PutObject', 'WRITE'],
    ['s3:DeleteObject', 'WRITE'],
    ['s3:DeleteObjectVersion', 'WRITE'],
    ['s3:GetBucketAcl', 'READ_ACP'],
    ['s3:PutBucketAcl', 'WRITE_ACP'],
  ]),
  object: new Map<string, AclPermission>([
    ['s3:GetObject', 'READ'],
    ['s3:GetObjectVersion', 'READ'],
    ['s3:GetObjectAcl', 'READ_ACP'],
    ['s3:GetObjectVersionAcl', 'READ_ACP'],
    ['s3:PutObjectAcl', 'WRITE_ACP'],
    ['s3:PutObjectVersionAcl', 'WRITE_ACP'],
  ]),
};

/** The permission that an action needs; undefined for the many actions that no ACL can grant. */
export function aclPermissionFor(holder: AclHolder, action: string): AclPermission | undefined {
  return permissions[holder].get(action);
}

/** The first grant that lets the caller do the action decides. */
export function aclAllows(acl: Acl, question: AclQuestion): AclDecision {
  const { holder, action, caller, ignorePublicAcls = false } = question;
  const wanted = aclPermissionFor(holder, action);
  if (wanted === undefined || !mayTouch(acl, question)) return { allows: false };
  let ignored: AclGrant | undefined;
  for (const grant of acl.grants) {
    if (grant.permission !== wanted && grant.permission !== 'FULL_CONTROL') continue;
    if (!includes(grant.grantee, caller)) continue;
    if (!ignorePublicAcls || !isPublicGrant(grant)) return { allows: true, grant };
    ignored ??= grant;
  }
  return ignored === undefined ? { allows: false } : { allows: false, ignored };
}

/**
 * WRITE on a bucket makes new objects. Objects that are there are overwritten and deleted by their owners and by the bucket's owner alone, and
 * versions are deleted by the bucket's owner alone.
 */
function mayTouch({ owner }: Acl, { holder, action, caller, objectOwner }: AclQuestion): boolean {
  if (holder === 'object' || aclPermissionFor(holder, action) !== 'WRITE') return true;
  const id = caller.kind === 'account' ? caller.id : undefined;
  if (id === owner) return true;
  if (action === 's3:DeleteObjectVersion') return false;
  const own = id !== undefined && id === objectOwner;
  return action === 's3:PutObject' ? objectOwner === undefined || own : own;
}

/**
 * AWS DIFFERS? An object that was written without signing in belongs to the anonymous user, who has full control by its ACL. Here that grant
 * reaches nobody, for anybody could be meant: the bucket's owner decides by policy.
 */
function includes(grantee: AclGrantee, caller: AclCaller): boolean {
  if (grantee.kind === 'user') return caller.kind === 'account' && caller.id === grantee.id;
  switch (grantee.group) {
    case 'AllUsers':
      return true;
    case 'AuthenticatedUsers':
      return caller.kind === 'account';
    case 'LogDelivery':
      return caller.kind === 'logDelivery';
  }
}
