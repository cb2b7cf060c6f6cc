/**
 * The ACL that a request asks for, in whichever of the three ways. CreateBucket, PutObject, CopyObject, CreateMultipartUpload and POST forms
 * have the first two; PutBucketAcl and PutObjectAcl all three.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html
 */
import type { AccessControlPolicy } from '@aws-sdk/client-s3';
import { readAccessControlPolicy } from './access-control-policy.ts';
import type { Acl } from './acl.ts';
import { aclErrors } from './acl-errors.ts';
import { type AclPlace, expandCannedAcl } from './canned-acl.ts';
import type { AccountOfCanonicalUser } from './canonical-user.ts';
import { type GrantHeaders, hasGrantHeaders, readGrantHeaders } from './grant-headers.ts';

/** The members of a request that speak of ACLs; inputs of the operations have them by these names. */
export interface AclInput extends GrantHeaders {
  /** `x-amz-acl`. */
  readonly ACL?: string | undefined;
  /** The body, also an empty one. */
  readonly AccessControlPolicy?: AccessControlPolicy | undefined;
}

/** Undefined where the request says nothing of ACLs. Throws AWS's errors. */
export async function readRequestedAcl(
  input: AclInput,
  place: AclPlace,
  accountOf: AccountOfCanonicalUser,
): Promise<Acl | undefined> {
  const { ACL: canned, AccessControlPolicy: body } = input;
  const grantHeaders = hasGrantHeaders(input);
  if (canned !== undefined && grantHeaders) throw aclErrors.cannedAndGrants();
  if (body !== undefined) {
    if (canned !== undefined || grantHeaders) throw aclErrors.headersAndBody();
    return await readAccessControlPolicy(body, place.owner, accountOf);
  }
  if (canned !== undefined) return expandCannedAcl(canned, place);
  const grants = await readGrantHeaders(input, accountOf);
  return grants === undefined ? undefined : { owner: place.owner, grants };
}

/** The same, for PutBucketAcl and PutObjectAcl, which must say something. */
export async function readRequiredAcl(
  input: AclInput,
  place: AclPlace,
  accountOf: AccountOfCanonicalUser,
): Promise<Acl> {
  const acl = await readRequestedAcl(input, place, accountOf);
  if (acl === undefined) throw aclErrors.missing();
  return acl;
}
