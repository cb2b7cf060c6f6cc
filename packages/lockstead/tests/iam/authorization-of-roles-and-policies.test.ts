/**
 * What each operation on roles, managed policies and instance profiles asks for: the action and the resource, as AWS's denial names them,
 * and that exactly this permission is enough to get past it.
 */
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { namedInDenial } from '../support/denial-words.ts';
import { allowOnly, newUser } from '../support/iam.ts';

let cloud: Cloud;
let client: iam.IAMClient;
let own = '';
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  own = `arn:aws:iam::${cloud.accountId}:policy/far/p`;
  const admin = new iam.IAMClient(cloud.clientConfig());
  ({ client } = await newUser(cloud, 'asker'));
  await admin.send(new iam.CreateRoleCommand({ RoleName, Path: '/far/', AssumeRolePolicyDocument: trust }));
  await admin.send(new iam.CreatePolicyCommand({ PolicyName: 'p', Path: '/far/', PolicyDocument }));
  await admin.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName, Path: '/far/' }));
});
afterAll(() => cloud.stop());

const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
const PolicyDocument =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}]}';
const trust =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}';
const RoleName = 'r';
const PolicyName = 'inline';
const InstanceProfileName = 'i';
const Tags = [{ Key: 'a', Value: '' }];
const TagKeys = ['a'];
const role = 'role/far/r';
const policy = 'policy/far/p';
const profile = 'instance-profile/far/i';
const linked = 'role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS';
const task = `task/${linked.slice('role/'.length)}/0`;

const cases: readonly (readonly [string, string, () => object])[] = [
  [
    'CreateRole',
    'role/new/x',
    () => new iam.CreateRoleCommand({ RoleName: 'x', Path: '/new/', AssumeRolePolicyDocument: trust }),
  ],
  ['GetRole', role, () => new iam.GetRoleCommand({ RoleName })],
  ['GetRole', 'role/nobody', () => new iam.GetRoleCommand({ RoleName: 'nobody' })],
  ['ListRoles', 'role/', () => new iam.ListRolesCommand({})],
  ['ListRoles', 'role/far/', () => new iam.ListRolesCommand({ PathPrefix: '/far/' })],
  ['UpdateRole', role, () => new iam.UpdateRoleCommand({ RoleName })],
  ['UpdateRoleDescription', role, () => new iam.UpdateRoleDescriptionCommand({ RoleName, Description: '' })],
  ['UpdateAssumeRolePolicy', role, () => new iam.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust })],
  ['AttachRolePolicy', role, () => new iam.AttachRolePolicyCommand({ RoleName, PolicyArn })],
  ['ListAttachedRolePolicies', role, () => new iam.ListAttachedRolePoliciesCommand({ RoleName })],
  ['DetachRolePolicy', role, () => new iam.DetachRolePolicyCommand({ RoleName, PolicyArn })],
  ['PutRolePolicy', role, () => new iam.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument })],
  ['GetRolePolicy', role, () => new iam.GetRolePolicyCommand({ RoleName, PolicyName })],
  ['ListRolePolicies', role, () => new iam.ListRolePoliciesCommand({ RoleName })],
  ['DeleteRolePolicy', role, () => new iam.DeleteRolePolicyCommand({ RoleName, PolicyName })],
  [
    'PutRolePermissionsBoundary',
    role,
    () => new iam.PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: PolicyArn }),
  ],
  ['DeleteRolePermissionsBoundary', role, () => new iam.DeleteRolePermissionsBoundaryCommand({ RoleName })],
  ['TagRole', role, () => new iam.TagRoleCommand({ RoleName, Tags })],
  ['UntagRole', role, () => new iam.UntagRoleCommand({ RoleName, TagKeys })],
  ['ListRoleTags', role, () => new iam.ListRoleTagsCommand({ RoleName })],
  ['ListInstanceProfilesForRole', role, () => new iam.ListInstanceProfilesForRoleCommand({ RoleName })],
  [
    'CreateInstanceProfile',
    'instance-profile/new/x',
    () => new iam.CreateInstanceProfileCommand({ InstanceProfileName: 'x', Path: '/new/' }),
  ],
  ['GetInstanceProfile', profile, () => new iam.GetInstanceProfileCommand({ InstanceProfileName })],
  ['ListInstanceProfiles', 'instance-profile/', () => new iam.ListInstanceProfilesCommand({})],
  [
    'RemoveRoleFromInstanceProfile',
    profile,
    () => new iam.RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }),
  ],
  ['TagInstanceProfile', profile, () => new iam.TagInstanceProfileCommand({ InstanceProfileName, Tags })],
  ['UntagInstanceProfile', profile, () => new iam.UntagInstanceProfileCommand({ InstanceProfileName, TagKeys })],
  ['ListInstanceProfileTags', profile, () => new iam.ListInstanceProfileTagsCommand({ InstanceProfileName })],
  ['DeleteInstanceProfile', profile, () => new iam.DeleteInstanceProfileCommand({ InstanceProfileName })],
  ['DeleteRole', role, () => new iam.DeleteRoleCommand({ RoleName })],
  [
    'CreateServiceLinkedRole',
    linked,
    () => new iam.CreateServiceLinkedRoleCommand({ AWSServiceName: 'ecs.amazonaws.com' }),
  ],
  [
    'DeleteServiceLinkedRole',
    linked,
    () => new iam.DeleteServiceLinkedRoleCommand({ RoleName: 'AWSServiceRoleForECS' }),
  ],
  [
    'GetServiceLinkedRoleDeletionStatus',
    linked,
    () => new iam.GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId: task }),
  ],
  [
    'CreatePolicy',
    'policy/new/x',
    () => new iam.CreatePolicyCommand({ PolicyName: 'x', Path: '/new/', PolicyDocument }),
  ],
  ['GetPolicy', policy, () => new iam.GetPolicyCommand({ PolicyArn: own })],
  ['ListPolicies', '*', () => new iam.ListPoliciesCommand({ Scope: 'Local' })],
  ['CreatePolicyVersion', policy, () => new iam.CreatePolicyVersionCommand({ PolicyArn: own, PolicyDocument })],
  ['GetPolicyVersion', policy, () => new iam.GetPolicyVersionCommand({ PolicyArn: own, VersionId: 'v1' })],
  ['ListPolicyVersions', policy, () => new iam.ListPolicyVersionsCommand({ PolicyArn: own })],
  [
    'SetDefaultPolicyVersion',
    policy,
    () => new iam.SetDefaultPolicyVersionCommand({ PolicyArn: own, VersionId: 'v2' }),
  ],
  ['DeletePolicyVersion', policy, () => new iam.DeletePolicyVersionCommand({ PolicyArn: own, VersionId: 'v1' })],
  ['ListEntitiesForPolicy', policy, () => new iam.ListEntitiesForPolicyCommand({ PolicyArn: own })],
  ['TagPolicy', policy, () => new iam.TagPolicyCommand({ PolicyArn: own, Tags })],
  ['UntagPolicy', policy, () => new iam.UntagPolicyCommand({ PolicyArn: own, TagKeys })],
  ['ListPolicyTags', policy, () => new iam.ListPolicyTagsCommand({ PolicyArn: own })],
  ['DeletePolicy', policy, () => new iam.DeletePolicyCommand({ PolicyArn: own })],
  ['GetAccountAuthorizationDetails', '*', () => new iam.GetAccountAuthorizationDetailsCommand({})],
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

test('a role goes into an instance profile only by someone who may pass it to EC2', async () => {
  const admin = new iam.IAMClient(cloud.clientConfig());
  await admin.send(new iam.CreateRoleCommand({ RoleName: 'passed', AssumeRolePolicyDocument: trust }));
  await admin.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: 'frame' }));
  const add = new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName: 'frame', RoleName: 'passed' });
  const arn = `arn:aws:iam::${cloud.accountId}:role/passed`;
  await allowOnly(cloud, 'asker', 'iam:AddRoleToInstanceProfile');
  await expect(send(add)).rejects.toMatchObject({
    message: `User: arn:aws:iam::${cloud.accountId}:user/asker is not authorized to perform: iam:PassRole on resource: ${arn} because no identity-based policy allows the iam:PassRole action`,
  });
  const actions = ['iam:AddRoleToInstanceProfile', 'iam:PassRole'];
  const passedTo = (service: string): object => ({
    StringEqualsIfExists: { 'iam:PassedToService': service },
  });
  await allowOnly(cloud, 'asker', actions, '*', passedTo('lambda.amazonaws.com'));
  await expect(send(add)).rejects.toMatchObject({ name: 'AccessDenied' });
  await allowOnly(cloud, 'asker', actions, '*', passedTo('ec2.amazonaws.com'));
  await send(add);
});

test.each([
  ['iam:PolicyARN', 'ArnEquals', PolicyArn],
  ['iam:PermissionsBoundary', 'ArnEquals', PolicyArn],
  ['iam:ResourceTag/team', 'StringEquals', 'blue'],
  ['aws:ResourceTag/team', 'StringEquals', 'blue'],
])('attaching to a role is judged by %s', async (key, operator, value) => {
  const admin = new iam.IAMClient(cloud.clientConfig());
  const name = `judged-${key.replaceAll(/[:/]/g, '-')}`;
  const made = { RoleName: name, AssumeRolePolicyDocument: trust };
  const tags = [{ Key: 'team', Value: 'blue' }];
  await admin.send(new iam.CreateRoleCommand({ ...made, PermissionsBoundary: PolicyArn, Tags: tags }));
  const attach = new iam.AttachRolePolicyCommand({ RoleName: name, PolicyArn });
  await allowOnly(cloud, 'asker', 'iam:AttachRolePolicy', '*', { [operator]: { [key]: `${value}x` } });
  await expect(send(attach)).rejects.toMatchObject({ name: 'AccessDenied' });
  await allowOnly(cloud, 'asker', 'iam:AttachRolePolicy', '*', { [operator]: { [key]: value } });
  await send(attach);
});
