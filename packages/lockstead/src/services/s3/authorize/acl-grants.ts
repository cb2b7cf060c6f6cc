/**
 * What ACLs allow whoever asks. They count only where the bucket takes them: with `BucketOwnerEnforced` there are none.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 */
import type { Layers } from '@lockstead/policy';
import type { RequestContext } from '#service/request-context';
import { type Acl, type AclHolder, aclGroups, privateAcl } from '../acl/acl.ts';
import { type AclCaller, aclAllows } from '../acl/acl-allows.ts';
import type { FoundBucket } from '../buckets/find-bucket.ts';
import { canonicalUserId } from '../canonical-user.ts';
import type { ObjectRecord, PublicAccessBlock } from '../state.ts';

export type Grants = NonNullable<Layers['grants']>;

/** An action, and what is known of the object that it is about. */
export interface AclAsked {
  readonly action: string;
  readonly object?: ObjectRecord | undefined;
  /** Whether it is about an object at all. */
  readonly isAboutObject: boolean;
}

/** `undefined` where no ACL allows it. Otherwise what allows it, as traces name it. */
export function aclGrants(
  { session }: RequestContext,
  { bucket, place }: FoundBucket,
  block: PublicAccessBlock,
  { action, object, isAboutObject }: AclAsked,
): Grants | undefined {
  if (bucket.ownership === 'BucketOwnerEnforced') return undefined;
  const { principal } = session;
  if (principal.kind === 'service') return undefined;
  const caller: AclCaller =
    principal.account === undefined
      ? { kind: 'anonymous' }
      : { kind: 'account', id: canonicalUserId(principal.account) };
  const bucketAcl = bucket.acl ?? privateAcl(canonicalUserId(place.account));
  const asked = (acl: Acl, holder: AclHolder): Grants => {
    const decision = aclAllows(acl, {
      holder,
      action,
      caller,
      ignorePublicAcls: block.ignorePublicAcls,
      ...(object === undefined ? {} : { objectOwner: canonicalUserId(object.owner ?? place.account) }),
    });
    if (!decision.allows) return [];
    const { grantee, permission } = decision.grant;
    const whom = grantee.kind === 'user' ? grantee.id : aclGroups[grantee.group];
    return [{ name: `ACL of the ${holder}: ${permission} for ${whom}`, operations: [action.slice('s3:'.length)] }];
  };
  const grants = asked(bucketAcl, 'bucket');
  if (!isAboutObject || object === undefined) return grants.length === 0 ? undefined : grants;
  const objectAcl = object.acl ?? privateAcl(canonicalUserId(object.owner ?? place.account));
  const both = [...grants, ...asked(objectAcl, 'object')];
  return both.length === 0 ? undefined : both;
}
