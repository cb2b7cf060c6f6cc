/** Records as the API shows them. */
import { toDate } from '#kernel/clock';
import type { GroupRecord, UserRecord } from '../state/state.ts';
import type * as iam from '../structures.ts';
import { groupArn, userArn } from './arns.ts';

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

/** In GetUser's and ListUsers' answers. Absent: the password was never used, or there is none. */
export function passwordLastUsed(usedAt: UserRecord['passwordUsedAt']): Pick<iam.User, 'PasswordLastUsed'> {
  return usedAt === undefined ? {} : { PasswordLastUsed: toDate(usedAt) };
}

export function userShape(account: string, user: UserRecord): iam.User {
  return {
    ...userSummary(account, user),
    ...(user.boundary === undefined ? {} : { PermissionsBoundary: boundaryShape(user.boundary) }),
    ...(user.tags.length === 0 ? {} : { Tags: [...user.tags] }),
  };
}

/** What IAM answers, and CloudTrail records; the model and its documentation say `PermissionsBoundaryPolicy`. */
const boundaryType = 'Policy' as iam.PermissionsBoundaryAttachmentType;

export function boundaryShape(arn: string): iam.AttachedPermissionsBoundary {
  return { PermissionsBoundaryType: boundaryType, PermissionsBoundaryArn: arn };
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
