/**
 * What each IAM operation asks for. The action bears the operation's name; most name one resource of the caller's account.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */

import * as account from './authorize/account.ts';
import * as groups from './authorize/groups.ts';
import * as roles from './authorize/roles.ts';
import * as users from './authorize/users.ts';

export const iamAuthorization = {
  AddUserToGroup: groups.addUserToGroup,
  AttachGroupPolicy: groups.attachGroupPolicy,
  AttachUserPolicy: users.attachUserPolicy,
  CreateAccessKey: users.createAccessKey,
  CreateAccountAlias: account.createAccountAlias,
  CreateGroup: groups.createGroup,
  CreateRole: roles.createRole,
  CreateUser: users.createUser,
  DeleteAccessKey: users.deleteAccessKey,
  DeleteAccountAlias: account.deleteAccountAlias,
  DeleteAccountPasswordPolicy: account.deleteAccountPasswordPolicy,
  DeleteGroup: groups.deleteGroup,
  DeleteGroupPolicy: groups.deleteGroupPolicy,
  DeleteUser: users.deleteUser,
  DeleteUserPermissionsBoundary: users.deleteUserPermissionsBoundary,
  DeleteUserPolicy: users.deleteUserPolicy,
  DetachGroupPolicy: groups.detachGroupPolicy,
  DetachUserPolicy: users.detachUserPolicy,
  GetAccessKeyLastUsed: users.getAccessKeyLastUsed,
  GetAccountPasswordPolicy: account.getAccountPasswordPolicy,
  GetAccountSummary: account.getAccountSummary,
  GetGroup: groups.getGroup,
  GetGroupPolicy: groups.getGroupPolicy,
  GetUser: users.getUser,
  GetUserPolicy: users.getUserPolicy,
  ListAccessKeys: users.listAccessKeys,
  ListAccountAliases: account.listAccountAliases,
  ListAttachedGroupPolicies: groups.listAttachedGroupPolicies,
  ListAttachedUserPolicies: users.listAttachedUserPolicies,
  ListGroupPolicies: groups.listGroupPolicies,
  ListGroups: groups.listGroups,
  ListGroupsForUser: users.listGroupsForUser,
  ListUserPolicies: users.listUserPolicies,
  ListUserTags: users.listUserTags,
  ListUsers: users.listUsers,
  PutGroupPolicy: groups.putGroupPolicy,
  PutUserPermissionsBoundary: users.putUserPermissionsBoundary,
  PutUserPolicy: users.putUserPolicy,
  RemoveUserFromGroup: groups.removeUserFromGroup,
  TagUser: users.tagUser,
  UntagUser: users.untagUser,
  UpdateAccessKey: users.updateAccessKey,
  UpdateAccountPasswordPolicy: account.updateAccountPasswordPolicy,
  UpdateGroup: groups.updateGroup,
  UpdateUser: users.updateUser,
} as const;
