/**
 * Access control lists of buckets and objects, as a model without a store and without requests. An ACL is plain JSON and is kept as it is.
 *
 * - `requested-acl.ts` reads what a request asks for: a canned ACL, `x-amz-grant-*` headers, or a body.
 * - `acl-allows.ts` answers whether an ACL lets a caller do an action, and by which grant.
 * - `canonical-user.ts` has the names by which ACLs call accounts.
 * - `access-control-policy.ts` is the form in which ACLs are sent and answered.
 *
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
 */
import type { CanonicalUserId } from './canonical-user.ts';

/** What an ACL belongs to. The same permission means different things on the two. */
export type AclHolder = 'bucket' | 'object';

/** In the order in which the headers' grants stand in an ACL. */
export const aclPermissions = ['FULL_CONTROL', 'READ', 'WRITE', 'READ_ACP', 'WRITE_ACP'] as const;
export type AclPermission = (typeof aclPermissions)[number];

/** AWS's predefined groups by their names, and their URIs. */
export const aclGroups = {
  AllUsers: 'http://acs.amazonaws.com/groups/global/AllUsers',
  AuthenticatedUsers: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
  LogDelivery: 'http://acs.amazonaws.com/groups/s3/LogDelivery',
} as const;
export type AclGroup = keyof typeof aclGroups;

/** An account by its canonical user id, or a group. E-mail addresses ended in October 2025. */
export type AclGrantee =
  | { readonly kind: 'user'; readonly id: CanonicalUserId }
  | { readonly kind: 'group'; readonly group: AclGroup };

export interface AclGrant {
  readonly grantee: AclGrantee;
  readonly permission: AclPermission;
}

/** INVARIANT: at most `aclGrantsMax` grants, to groups and users that were known when it was set. */
export interface Acl {
  readonly owner: CanonicalUserId;
  readonly grants: readonly AclGrant[];
}

/** Quota of AWS. */
export const aclGrantsMax = 100;

export function userGrant(id: CanonicalUserId, permission: AclPermission): AclGrant {
  return { grantee: { kind: 'user', id }, permission };
}

export function groupGrant(group: AclGroup, permission: AclPermission): AclGrant {
  return { grantee: { kind: 'group', group }, permission };
}

/** The ACL of what nobody gave one. */
export function privateAcl(owner: CanonicalUserId): Acl {
  return { owner, grants: [userGrant(owner, 'FULL_CONTROL')] };
}

/** The group that a URI names, exactly as AWS writes it. */
export function groupOfUri(uri: string): AclGroup | undefined {
  return groupsByUri.get(uri);
}

const groupsByUri: ReadonlyMap<string, AclGroup> = new Map(
  Object.entries(aclGroups).map(([group, uri]) => [uri, group as AclGroup]),
);

/** A grant of any permission to everyone, or to everyone who is signed in to any account of AWS. */
export function isPublicGrant({ grantee }: AclGrant): boolean {
  return grantee.kind === 'group' && (grantee.group === 'AllUsers' || grantee.group === 'AuthenticatedUsers');
}

/** Whether Block Public Access takes an ACL for public. */
export function isPublicAcl(acl: Acl): boolean {
  return acl.grants.some(isPublicGrant);
}

/**
 * Whether an ACL says no more than BucketOwnerEnforced does: full control for the bucket's owner, and nothing for anybody else. Such an ACL may be
 * sent to a bucket without ACLs, and a bucket that has it may give up ACLs.
 */
export function isBucketOwnerFullControl({ grants }: Acl, bucketOwner: CanonicalUserId): boolean {
  return (
    grants.length > 0 &&
    grants.every(
      ({ grantee, permission }) =>
        permission === 'FULL_CONTROL' && grantee.kind === 'user' && grantee.id === bucketOwner,
    )
  );
}
