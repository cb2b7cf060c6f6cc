/** GetAccountAuthorizationDetails: the whole account, by kind and in pages. */
import * as iam from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';

let cloud: Cloud;
let admin: iam.IAMClient;
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const document = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';
const trust =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}';

beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new iam.IAMClient(cloud.clientConfig());
  const PolicyDocument = document;
  await admin.send(
    new iam.CreateUserCommand({ UserName: 'u', PermissionsBoundary: readOnly, Tags: [{ Key: 'k', Value: 'v' }] }),
  );
  await admin.send(new iam.PutUserPolicyCommand({ UserName: 'u', PolicyName: 'up', PolicyDocument }));
  await admin.send(new iam.AddUserToGroupCommand({ UserName: 'u', GroupName: 'Administrators' }));
  await admin.send(new iam.CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust }));
  await admin.send(new iam.PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'rp', PolicyDocument }));
  const { Policy } = await admin.send(new iam.CreatePolicyCommand({ PolicyName: 'own', PolicyDocument }));
  await admin.send(new iam.CreatePolicyVersionCommand({ PolicyArn: Policy?.Arn, PolicyDocument, SetAsDefault: true }));
  await admin.send(new iam.AttachRolePolicyCommand({ RoleName: 'r', PolicyArn: Policy?.Arn }));
  await admin.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: 'i' }));
  await admin.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName: 'i', RoleName: 'r' }));
});
afterAll(() => cloud.stop());

test('each with all that belongs to it', async () => {
  const all = await admin.send(new iam.GetAccountAuthorizationDetailsCommand({}));
  const encoded = encodeURIComponent(document).replaceAll('*', '%2A');
  const arn = (resource: string): string => `arn:aws:iam::${cloud.accountId}:${resource}`;
  expect(all.IsTruncated).toBe(false);
  expect(all.UserDetailList?.map(({ UserName }) => UserName)).toEqual(['admin', 'u']);
  expect(all.UserDetailList?.[1]).toEqual({
    Path: '/',
    UserName: 'u',
    UserId: expect.stringMatching(/^AIDA/),
    Arn: arn('user/u'),
    CreateDate: expect.any(Date),
    UserPolicyList: [{ PolicyName: 'up', PolicyDocument: encoded }],
    GroupList: ['Administrators'],
    AttachedManagedPolicies: [],
    PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: readOnly },
    Tags: [{ Key: 'k', Value: 'v' }],
  });
  expect(all.GroupDetailList).toEqual([
    {
      Path: '/',
      GroupName: 'Administrators',
      GroupId: expect.stringMatching(/^AGPA/),
      Arn: arn('group/Administrators'),
      CreateDate: expect.any(Date),
      GroupPolicyList: [],
      AttachedManagedPolicies: [
        { PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      ],
    },
  ]);
  expect(all.RoleDetailList).toEqual([
    {
      Path: '/',
      RoleName: 'r',
      RoleId: expect.stringMatching(/^AROA/),
      Arn: arn('role/r'),
      CreateDate: expect.any(Date),
      AssumeRolePolicyDocument: encodeURIComponent(trust),
      InstanceProfileList: [expect.objectContaining({ InstanceProfileName: 'i' })],
      RolePolicyList: [{ PolicyName: 'rp', PolicyDocument: encoded }],
      AttachedManagedPolicies: [{ PolicyName: 'own', PolicyArn: arn('policy/own') }],
      Tags: [],
      RoleLastUsed: {},
    },
  ]);
  expect(all.Policies?.map(({ Arn }) => Arn)).toEqual([
    arn('policy/own'),
    'arn:aws:iam::aws:policy/AdministratorAccess',
    readOnly,
  ]);
  expect(all.Policies?.[0]).toMatchObject({
    AttachmentCount: 1,
    DefaultVersionId: 'v2',
    PolicyVersionList: [
      { VersionId: 'v2', IsDefaultVersion: true, Document: encoded },
      { VersionId: 'v1', IsDefaultVersion: false, Document: encoded },
    ],
  });
});

test('pages go through all kinds, and each is there once', async () => {
  const seen: string[] = [];
  const pages = iam.paginateGetAccountAuthorizationDetails({ client: admin, pageSize: 2 }, {});
  for await (const page of pages) {
    const arns = [page.UserDetailList, page.GroupDetailList, page.RoleDetailList, page.Policies].flatMap((list) =>
      (list ?? []).map(({ Arn }) => Arn ?? ''),
    );
    expect(arns.length).toBeLessThanOrEqual(2);
    seen.push(...arns);
  }
  expect(seen).toHaveLength(7);
  expect(new Set(seen).size).toBe(7);
});

test.each([
  ['User', [2, 0, 0, 0]],
  ['Group', [0, 1, 0, 0]],
  ['Role', [0, 0, 1, 0]],
  ['LocalManagedPolicy', [0, 0, 0, 1]],
  ['AWSManagedPolicy', [0, 0, 0, 2]],
] as const)('%s alone', async (kind, counts) => {
  const found = await admin.send(new iam.GetAccountAuthorizationDetailsCommand({ Filter: [kind] }));
  const lists = [found.UserDetailList, found.GroupDetailList, found.RoleDetailList, found.Policies];
  expect(lists.map((list) => list?.length ?? 0)).toEqual(counts);
});
