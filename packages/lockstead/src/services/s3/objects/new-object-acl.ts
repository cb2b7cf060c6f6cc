/**
 * Whose a new object is, and its ACL, by the bucket's object ownership.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 */
import type { AccountId } from '#kernel/ids';
import type { RequestContext } from '#service/request-context';
import type { Reader } from '#store/port';
import { type Acl, isBucketOwnerFullControl, isPublicAcl } from '../acl/acl.ts';
import type { KnownUsers } from '../acl/known-users.ts';
import { type AclInput, readRequestedAcl } from '../acl/requested-acl.ts';
import { objectArn } from '../buckets/bucket-arn.ts';
import type { FoundBucket } from '../buckets/find-bucket.ts';
import { effectiveBlock } from '../buckets/public-access.ts';
import { publicAclBlocked } from '../buckets/public-access-errors.ts';
import { canonicalUserId } from '../canonical-user.ts';
import { S3Error } from '../errors.ts';
import { aclNotTaken } from '../reasons/bucket-reasons.ts';
import { blockPublicAcls } from '../reasons/public-access-reasons.ts';

export interface NewObjectAcl {
  /** Where it is not the bucket's account. */
  readonly owner?: AccountId;
  readonly acl?: Acl;
}

/** Where an ACL was to be set. */
export interface AclTarget {
  readonly action: string;
  readonly resource: string;
  readonly bucket: string;
}

export function aclsNotSupported({ action, resource, bucket }: AclTarget): S3Error {
  const refusal = { action, resource, reasons: [aclNotTaken(bucket)] };
  return new S3Error('AccessControlListNotSupported', 400, 'The bucket does not allow ACLs', { refusal });
}

/** Throws for an ACL that the bucket does not take. */
export async function newObjectAcl(
  { reader, context, users }: { readonly reader: Reader; readonly context: RequestContext; readonly users: KnownUsers },
  found: FoundBucket,
  key: string,
  input: AclInput,
): Promise<NewObjectAcl> {
  const { bucket, place } = found;
  const target = { action: 's3:PutObject', resource: objectArn(bucket.name, key) };
  const bucketOwner = canonicalUserId(place.account);
  const writer = writerOf(context, place.account);
  const writerId = canonicalUserId(writer);
  const acl = await readRequestedAcl(input, { holder: 'object', owner: writerId, bucketOwner }, users.lookup(reader));
  if (bucket.ownership === 'BucketOwnerEnforced') {
    const isTaken =
      acl === undefined || input.ACL === 'bucket-owner-full-control' || isBucketOwnerFullControl(acl, bucketOwner);
    if (!isTaken) throw aclsNotSupported({ ...target, bucket: bucket.name });
    return {};
  }
  if (acl !== undefined && isPublicAcl(acl)) {
    const block = await effectiveBlock(reader, place, bucket);
    const reasons = [blockPublicAcls({ name: bucket.name, place, block })];
    if (block.effective.blockPublicAcls) throw publicAclBlocked(context, place, { ...target, reasons });
  }
  const isTheBuckets =
    writer === place.account ||
    (bucket.ownership === 'BucketOwnerPreferred' && input.ACL === 'bucket-owner-full-control');
  if (isTheBuckets) return acl === undefined || writer !== place.account ? {} : { acl };
  return { owner: writer, ...(acl === undefined ? {} : { acl }) };
}

/** What nobody signed, and what a service writes, is the bucket's: there is no account that could own it. */
function writerOf({ session }: RequestContext, bucketAccount: AccountId): AccountId {
  return session.principal.account ?? bucketAccount;
}
