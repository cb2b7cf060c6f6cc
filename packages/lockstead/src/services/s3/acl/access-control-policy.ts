/**
 * ACLs as they are sent in bodies and answered: the service model's AccessControlPolicy.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_AccessControlPolicy.html
 */
import type { AccessControlPolicy, Grant, Owner } from '@aws-sdk/client-s3';
import type { WithRequired } from '#service/sdk-types';
import {
  type Acl,
  type AclGrant,
  type AclGrantee,
  type AclPermission,
  aclGrantsMax,
  aclGroups,
  aclPermissions,
  groupGrant,
  groupOfUri,
  userGrant,
} from './acl.ts';
import { aclErrors } from './acl-errors.ts';
import { type AccountOfCanonicalUser, type CanonicalUserId, isCanonicalUser } from './canonical-user.ts';

/** Reads a body. `owner` is who owns what the ACL is for: a body that names somebody else is refused. First the form is checked, then the names. */
export async function readAccessControlPolicy(
  { Owner: named, Grants }: AccessControlPolicy,
  owner: CanonicalUserId,
  accountOf: AccountOfCanonicalUser,
): Promise<Acl> {
  const ownerId = named?.ID;
  if (ownerId === undefined || Grants === undefined || Grants.length > aclGrantsMax) throw aclErrors.malformed();
  const forms = Grants.map(formOf);
  if (ownerId !== owner) {
    if (!(await isCanonicalUser(ownerId, accountOf))) throw aclErrors.invalidId('CanonicalUser/ID', ownerId);
    throw aclErrors.otherOwner();
  }
  const grants: AclGrant[] = [];
  for (const form of forms) grants.push(await grantOf(form, owner, accountOf));
  return { owner, grants };
}

/** A grant whose form is right: exactly one of the two names is there. */
interface GrantForm {
  readonly id: string | undefined;
  readonly uri: string | undefined;
  readonly permission: AclPermission;
}

function formOf({ Grantee: grantee, Permission }: Grant): GrantForm {
  const permission = aclPermissions.find((known) => known === Permission);
  if (grantee === undefined || permission === undefined) throw aclErrors.malformed();
  switch (grantee.Type) {
    case 'CanonicalUser':
      if (grantee.ID === undefined) throw aclErrors.malformed();
      return { id: grantee.ID, uri: undefined, permission };
    case 'Group':
      if (grantee.URI === undefined) throw aclErrors.malformed();
      return { id: undefined, uri: grantee.URI, permission };
    case 'AmazonCustomerByEmail':
      throw aclErrors.emailGrantee();
    default:
      throw aclErrors.malformed();
  }
}

async function grantOf(
  { id = '', uri, permission }: GrantForm,
  owner: CanonicalUserId,
  accountOf: AccountOfCanonicalUser,
): Promise<AclGrant> {
  if (uri !== undefined) {
    const group = groupOfUri(uri);
    if (group === undefined) throw aclErrors.invalidGroupUri('Group/URI', uri);
    return groupGrant(group, permission);
  }
  // Whoever owns it is known, also who wrote it without being signed in.
  if (id !== owner && !(await isCanonicalUser(id, accountOf))) throw aclErrors.invalidId('CanonicalUser/ID', id);
  return userGrant(id, permission);
}

/** The answer of GetBucketAcl and GetObjectAcl. Owners and grantees have no DisplayName since the end of 2025. */
export function showAcl({ owner, grants }: Acl): { Owner: Owner; Grants: WithRequired<Grant>[] } {
  return { Owner: { ID: owner }, Grants: grants.map(showGrant) };
}

function showGrant({ grantee, permission }: AclGrant): WithRequired<Grant> {
  return { Grantee: showGrantee(grantee), Permission: permission };
}

function showGrantee(grantee: AclGrantee): WithRequired<NonNullable<Grant['Grantee']>> {
  return grantee.kind === 'user'
    ? { ID: grantee.id, Type: 'CanonicalUser' }
    : { Type: 'Group', URI: aclGroups[grantee.group] };
}
