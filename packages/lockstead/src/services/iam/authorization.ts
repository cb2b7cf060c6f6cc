/**
 * What each IAM operation asks for. The action bears the operation's name; most name one resource of the caller's account.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
import * as roles from './authorize/roles.ts';
import * as users from './authorize/users.ts';

export const iamAuthorization = {
  AttachUserPolicy: users.attachUserPolicy,
  CreateAccessKey: users.createAccessKey,
  CreateRole: roles.createRole,
  CreateUser: users.createUser,
  DeleteAccessKey: users.deleteAccessKey,
  GetAccessKeyLastUsed: users.getAccessKeyLastUsed,
  GetUser: users.getUser,
  ListAccessKeys: users.listAccessKeys,
  ListUsers: users.listUsers,
  UpdateAccessKey: users.updateAccessKey,
} as const;
