/** Records as the API shows them. */
import type * as iam from '@aws-sdk/client-iam';
import { toDate } from '#kernel/clock';
import { groupArn, roleArn, userArn } from './arns.ts';
import { encodeDocument } from './policy-document.ts';
import type { GroupRecord, RoleRecord, UserRecord } from './state.ts';

/** In lists: without tags and boundary. */
export function userSummary(account: string, user: UserRecord): iam.User {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: userArn(account, user),
    CreateDate: toDate(user.createdAt),
  };
}

export function userShape(account: string, user: UserRecord): iam.User {
  return {
    ...userSummary(account, user),
    ...(user.boundary === undefined ? {} : { PermissionsBoundary: boundaryShape(user.boundary) }),
    ...(user.tags.length === 0 ? {} : { Tags: [...user.tags] }),
  };
}

export function boundaryShape(arn: string): iam.AttachedPermissionsBoundary {
  return { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: arn };
}

export function groupShape(account: string, group: GroupRecord): iam.Group {
  return {
    Path: group.path,
    GroupName: group.name,
    GroupId: group.id,
    Arn: groupArn(account, group),
    CreateDate: toDate(group.createdAt),
  };
}

/** In lists: without description's siblings that GetRole alone shows (boundary, tags, last use). */
export function roleShape(account: string, role: RoleRecord): iam.Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: roleArn(account, role),
    CreateDate: toDate(role.createdAt),
    AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
    ...(role.description === undefined ? {} : { Description: role.description }),
    MaxSessionDuration: role.maxSessionSeconds,
    ...(role.boundary === undefined ? {} : { PermissionsBoundary: boundaryShape(role.boundary) }),
    ...(role.tags.length === 0 ? {} : { Tags: [...role.tags] }),
  };
}
