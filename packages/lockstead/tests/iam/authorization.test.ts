/**
 * What each operation on users, groups, keys and the account asks for: the action and the resource, as AWS's denial names them, and that
 * exactly this permission is enough to get past it.
 */
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { namedInDenial } from '../support/denial-words.ts';
import { allowOnly, newUser } from '../support/iam.ts';

let cloud: Cloud;
let client: iam.IAMClient;
let otherKey = '';
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  const admin = new iam.IAMClient(cloud.clientConfig());
  ({ client } = await newUser(cloud, 'asker'));
  otherKey = (await newUser(cloud, 'other')).key.accessKeyId;
  await admin.send(new iam.UpdateUserCommand({ UserName: 'other', NewPath: '/far/' }));
  await admin.send(new iam.CreateGroupCommand({ GroupName: 'team', Path: '/far/' }));
});
afterAll(() => cloud.stop());

const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
const PolicyDocument =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}]}';
const UserName = 'other';
const GroupName = 'team';
const PolicyName = 'p';

/** Operation, the resource it asks for, the call. Those on a missing name show that nothing is learnt from the resource either. */
const cases: readonly (readonly [string, string, () => object])[] = [
  ['CreateUser', 'user/new/x', () => new iam.CreateUserCommand({ UserName: 'x', Path: '/new/' })],
  ['GetUser', 'user/asker', () => new iam.GetUserCommand({})],
  ['GetUser', 'user/far/other', () => new iam.GetUserCommand({ UserName })],
  ['GetUser', 'user/nobody', () => new iam.GetUserCommand({ UserName: 'nobody' })],
  ['ListUsers', 'user/', () => new iam.ListUsersCommand({})],
  ['ListUsers', 'user/far/', () => new iam.ListUsersCommand({ PathPrefix: '/far/' })],
  ['UpdateUser', 'user/far/other', () => new iam.UpdateUserCommand({ UserName })],
  ['TagUser', 'user/far/other', () => new iam.TagUserCommand({ UserName, Tags: [{ Key: 'a', Value: '' }] })],
  ['UntagUser', 'user/far/other', () => new iam.UntagUserCommand({ UserName, TagKeys: ['a'] })],
  ['ListUserTags', 'user/far/other', () => new iam.ListUserTagsCommand({ UserName })],
  [
    'PutUserPermissionsBoundary',
    'user/far/other',
    () => new iam.PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: PolicyArn }),
  ],
  ['DeleteUserPermissionsBoundary', 'user/far/other', () => new iam.DeleteUserPermissionsBoundaryCommand({ UserName })],
  ['AttachUserPolicy', 'user/far/other', () => new iam.AttachUserPolicyCommand({ UserName, PolicyArn })],
  ['ListAttachedUserPolicies', 'user/far/other', () => new iam.ListAttachedUserPoliciesCommand({ UserName })],
  ['DetachUserPolicy', 'user/far/other', () => new iam.DetachUserPolicyCommand({ UserName, PolicyArn })],
  ['PutUserPolicy', 'user/far/other', () => new iam.PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument })],
  ['GetUserPolicy', 'user/far/other', () => new iam.GetUserPolicyCommand({ UserName, PolicyName })],
  ['ListUserPolicies', 'user/far/other', () => new iam.ListUserPoliciesCommand({ UserName })],
  ['DeleteUserPolicy', 'user/far/other', () => new iam.DeleteUserPolicyCommand({ UserName, PolicyName })],
  ['ListGroupsForUser', 'user/far/other', () => new iam.ListGroupsForUserCommand({ UserName })],
  ['CreateAccessKey', 'user/far/other', () => new iam.CreateAccessKeyCommand({ UserName })],
  ['ListAccessKeys', 'user/asker', () => new iam.ListAccessKeysCommand({})],
  ['ListAccessKeys', 'user/far/other', () => new iam.ListAccessKeysCommand({ UserName })],
  [
    'UpdateAccessKey',
    'user/far/other',
    () => new iam.UpdateAccessKeyCommand({ UserName, AccessKeyId: otherKey, Status: 'Inactive' }),
  ],
  ['GetAccessKeyLastUsed', 'user/far/other', () => new iam.GetAccessKeyLastUsedCommand({ AccessKeyId: otherKey })],
  ['DeleteAccessKey', 'user/far/other', () => new iam.DeleteAccessKeyCommand({ UserName, AccessKeyId: otherKey })],
  ['CreateGroup', 'group/new/x', () => new iam.CreateGroupCommand({ GroupName: 'x', Path: '/new/' })],
  ['GetGroup', 'group/far/team', () => new iam.GetGroupCommand({ GroupName })],
  ['GetGroup', 'group/nothing', () => new iam.GetGroupCommand({ GroupName: 'nothing' })],
  ['ListGroups', 'group/', () => new iam.ListGroupsCommand({})],
  ['UpdateGroup', 'group/far/team', () => new iam.UpdateGroupCommand({ GroupName })],
  ['AddUserToGroup', 'group/far/team', () => new iam.AddUserToGroupCommand({ GroupName, UserName })],
  ['RemoveUserFromGroup', 'group/far/team', () => new iam.RemoveUserFromGroupCommand({ GroupName, UserName })],
  ['AttachGroupPolicy', 'group/far/team', () => new iam.AttachGroupPolicyCommand({ GroupName, PolicyArn })],
  ['ListAttachedGroupPolicies', 'group/far/team', () => new iam.ListAttachedGroupPoliciesCommand({ GroupName })],
  ['DetachGroupPolicy', 'group/far/team', () => new iam.DetachGroupPolicyCommand({ GroupName, PolicyArn })],
  ['PutGroupPolicy', 'group/far/team', () => new iam.PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument })],
  ['GetGroupPolicy', 'group/far/team', () => new iam.GetGroupPolicyCommand({ GroupName, PolicyName })],
  ['ListGroupPolicies', 'group/far/team', () => new iam.ListGroupPoliciesCommand({ GroupName })],
  ['DeleteGroupPolicy', 'group/far/team', () => new iam.DeleteGroupPolicyCommand({ GroupName, PolicyName })],
  ['DeleteGroup', 'group/far/team', () => new iam.DeleteGroupCommand({ GroupName })],
  ['DeleteUser', 'user/far/other', () => new iam.DeleteUserCommand({ UserName })],
  ['GetAccountSummary', '*', () => new iam.GetAccountSummaryCommand({})],
  ['CreateAccountAlias', '*', () => new iam.CreateAccountAliasCommand({ AccountAlias: 'some-alias' })],
  ['ListAccountAliases', '*', () => new iam.ListAccountAliasesCommand({})],
  ['DeleteAccountAlias', '*', () => new iam.DeleteAccountAliasCommand({ AccountAlias: 'some-alias' })],
  ['UpdateAccountPasswordPolicy', '*', () => new iam.UpdateAccountPasswordPolicyCommand({})],
  ['GetAccountPasswordPolicy', '*', () => new iam.GetAccountPasswordPolicyCommand({})],
  ['DeleteAccountPasswordPolicy', '*', () => new iam.DeleteAccountPasswordPolicyCommand({})],
];

/** The client's types want to know which command it is; here it is any of them. */
const send = (command: object): Promise<unknown> => client.send(command as iam.GetUserCommand);

test.each(cases)('%s asks for its action on %s', async (operation, resource, command) => {
  const arn = resource === '*' ? '*' : `arn:aws:iam::${cloud.accountId}:${resource}`;
  const action = `iam:${operation}`;
  await allowOnly(cloud, 'asker', 'sts:GetCallerIdentity');
  await expect(send(command())).rejects.toMatchObject({
    name: 'AccessDenied',
    message: `User: arn:aws:iam::${cloud.accountId}:user/asker is not authorized to perform: ${action} on resource: ${namedInDenial(operation, arn)} because no identity-based policy allows the ${action} action`,
    $metadata: { httpStatusCode: 403 },
  });
  await allowOnly(cloud, 'asker', action, arn);
  const after = await send(command()).then(
    () => 'done',
    (error: Error) => error.name,
  );
  // Whatever comes now is the operation's own word on the matter.
  expect(['done', 'NoSuchEntityException', 'DeleteConflictException']).toContain(after);
});
