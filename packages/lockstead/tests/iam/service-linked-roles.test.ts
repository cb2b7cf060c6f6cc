/** Roles that services have for themselves: made in one form only, and nobody's to change. */
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusalOf } from '../support/refusal.ts';

let cloud: Cloud;
let admin: iam.IAMClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new iam.IAMClient(cloud.clientConfig());
  await admin.send(new iam.CreateServiceLinkedRoleCommand({ AWSServiceName: 'ecs.amazonaws.com' }));
});
afterAll(() => cloud.stop());

const RoleName = 'AWSServiceRoleForECS';
const PolicyArn = 'arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy';
const PolicyDocument =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}]}';
const trust = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });

test('its path, name, trust and policy are fixed', async () => {
  const { Role } = await admin.send(new iam.GetRoleCommand({ RoleName }));
  expect(Role).toEqual({
    Path: '/aws-service-role/ecs.amazonaws.com/',
    RoleName,
    RoleId: expect.stringMatching(/^AROA/),
    Arn: `arn:aws:iam::${cloud.accountId}:role/aws-service-role/ecs.amazonaws.com/${RoleName}`,
    CreateDate: expect.any(Date),
    AssumeRolePolicyDocument: encodeURIComponent(trust('ecs.amazonaws.com')),
    MaxSessionDuration: 3600,
    RoleLastUsed: {},
  });
  expect(await admin.send(new iam.ListAttachedRolePoliciesCommand({ RoleName }))).toMatchObject({
    AttachedPolicies: [{ PolicyArn, PolicyName: 'AmazonECSServiceRolePolicy' }],
  });
  expect(
    await refusalOf(admin.send(new iam.CreateServiceLinkedRoleCommand({ AWSServiceName: 'ecs.amazonaws.com' }))),
  ).toEqual({
    code: 'InvalidInputException',
    message: `Service role name ${RoleName} has been taken in this account, please try a different suffix.`,
    status: 400,
  });
});

test.each([
  ['DeleteRole', () => new iam.DeleteRoleCommand({ RoleName })],
  ['AttachRolePolicy', () => new iam.AttachRolePolicyCommand({ RoleName, PolicyArn })],
  ['DetachRolePolicy', () => new iam.DetachRolePolicyCommand({ RoleName, PolicyArn })],
  ['PutRolePolicy', () => new iam.PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument })],
  ['DeleteRolePolicy', () => new iam.DeleteRolePolicyCommand({ RoleName, PolicyName: 'p' })],
  [
    'UpdateAssumeRolePolicy',
    () => new iam.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust('ec2.amazonaws.com') }),
  ],
  [
    'PutRolePermissionsBoundary',
    () =>
      new iam.PutRolePermissionsBoundaryCommand({
        RoleName,
        PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
      }),
  ],
  ['UpdateRole', () => new iam.UpdateRoleCommand({ RoleName, MaxSessionDuration: 7200 })],
])('%s is not for others', async (_operation, command) => {
  expect(await refusalOf(admin.send(command() as object as iam.GetRoleCommand))).toEqual({
    code: 'UnmodifiableEntityException',
    message: `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
    status: 400,
  });
});

test('nobody makes one by hand, or takes its policy for another role', async () => {
  const AssumeRolePolicyDocument = trust('ec2.amazonaws.com');
  for (const Path of ['/aws-service-role/ec2.amazonaws.com/', '/aws-reserved/sso.amazonaws.com/']) {
    const forged = { RoleName: 'forged', Path, AssumeRolePolicyDocument };
    expect(await refusalOf(admin.send(new iam.CreateRoleCommand(forged)))).toMatchObject({
      code: 'InvalidInputException',
    });
  }
  await admin.send(new iam.CreateRoleCommand({ RoleName: 'plain', AssumeRolePolicyDocument }));
  expect(await refusalOf(admin.send(new iam.AttachRolePolicyCommand({ RoleName: 'plain', PolicyArn })))).toEqual({
    code: 'PolicyNotAttachableException',
    message: 'Cannot attach a Service Role Policy to a Customer Role.',
    status: 400,
  });
});

test('a suffix is for services that take one', async () => {
  const { Role } = await admin.send(
    new iam.CreateServiceLinkedRoleCommand({
      AWSServiceName: 'autoscaling.amazonaws.com',
      CustomSuffix: 'mine',
      Description: 'of mine',
    }),
  );
  expect(Role?.RoleName).toBe('AWSServiceRoleForAutoScaling_mine');
  const { Role: shown } = await admin.send(new iam.GetRoleCommand({ RoleName: 'AWSServiceRoleForAutoScaling_mine' }));
  expect(shown?.Description).toBe('of mine');
  expect(
    await refusalOf(
      admin.send(new iam.CreateServiceLinkedRoleCommand({ AWSServiceName: 'acm.amazonaws.com', CustomSuffix: 'mine' })),
    ),
  ).toEqual({
    code: 'InvalidInputException',
    message: 'Custom suffix is not allowed for acm.amazonaws.com',
    status: 400,
  });
});

test('it is deleted through its service, which tells how far it is', async () => {
  const AWSServiceName = 'backup.amazonaws.com';
  const name = 'AWSServiceRoleForBackup';
  await admin.send(new iam.CreateServiceLinkedRoleCommand({ AWSServiceName }));
  const { DeletionTaskId } = await admin.send(new iam.DeleteServiceLinkedRoleCommand({ RoleName: name }));
  expect(DeletionTaskId).toMatch(new RegExp(`^task/aws-service-role/backup\\.amazonaws\\.com/${name}/[0-9a-f-]{36}$`));
  const status = (id: string | undefined): Promise<iam.GetServiceLinkedRoleDeletionStatusResponse> =>
    admin.send(new iam.GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId: id }));
  expect(await status(DeletionTaskId)).toMatchObject({ Status: 'SUCCEEDED' });
  expect(await refusalOf(admin.send(new iam.GetRoleCommand({ RoleName: name })))).toMatchObject({
    code: 'NoSuchEntityException',
  });
  expect(await refusalOf(status(`${DeletionTaskId?.slice(0, -1)}x`))).toMatchObject({ code: 'NoSuchEntityException' });
  await admin.send(new iam.CreateServiceLinkedRoleCommand({ AWSServiceName }));
  await admin.send(
    new iam.CreateRoleCommand({ RoleName: 'ordinary', AssumeRolePolicyDocument: trust('ec2.amazonaws.com') }),
  );
  expect(await refusalOf(admin.send(new iam.DeleteServiceLinkedRoleCommand({ RoleName: 'ordinary' })))).toMatchObject({
    code: 'NoSuchEntityException',
  });
});
