/**
 * Roles as the API shows them, which differs by who asks: GetRole tells everything, lists leave out what is long or looked up, and
 * CreateRole and instance profiles still have the shape of before there was more.
 */
import { toDate } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { encodeDocument } from '../policies/policy-document.ts';
import { shownTrustPolicy } from '../policies/trust-policy.ts';
import type { LastUse } from '../provides/credential-uses.ts';
import type { RoleRecord } from '../state/state.ts';
import type * as iam from '../structures.ts';
import { roleArn } from './arns.ts';
import { boundaryShape } from './shapes.ts';

/** What every answer has. `trustPolicy` is the document to be shown. */
export function roleBase(account: string, role: RoleRecord, trustPolicy: string): iam.Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: roleArn(account, role),
    CreateDate: toDate(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(trustPolicy),
  };
}

/** Within an instance profile. */
export async function roleInProfile(reader: Reader, account: AccountId, role: RoleRecord): Promise<iam.Role> {
  return roleBase(account, role, await shownTrustPolicy(reader, role));
}

/** In ListRoles: without tags, boundary and last use. */
export async function roleSummary(reader: Reader, account: AccountId, role: RoleRecord): Promise<iam.Role> {
  return {
    ...(await roleInProfile(reader, account, role)),
    ...(role.description === undefined ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSessionSeconds,
  };
}

/** In GetRole. A role that nobody has used has an empty RoleLastUsed. */
export async function roleShape(
  reader: Reader,
  account: AccountId,
  role: RoleRecord,
  lastUse: LastUse | undefined,
): Promise<iam.Role> {
  return {
    ...(await roleSummary(reader, account, role)),
    ...(role.boundary === undefined ? {} : { PermissionsBoundary: boundaryShape(role.boundary) }),
    ...(role.tags.length === 0 ? {} : { Tags: [...role.tags] }),
    RoleLastUsed: lastUsedShape(lastUse),
  };
}

export function lastUsedShape(lastUse: LastUse | undefined): iam.RoleLastUsed {
  return lastUse === undefined ? {} : { LastUsedDate: toDate(lastUse.at), Region: lastUse.region };
}
