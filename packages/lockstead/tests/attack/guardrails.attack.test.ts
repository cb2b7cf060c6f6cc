/** The administrator of a member account tries to get out of the organization's guardrails. Each try is refused. */
import * as iam from '@aws-sdk/client-iam';
import * as org from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetFederationTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AdminClient } from '#client/admin-client';
import { systemClock } from '#kernel/clock';
import { Secret } from '#kernel/secret';
import { createOrganization, organizationsClient, type TestOrganization } from '../organizations/organization.ts';
import { keysOf } from '../support/clients.ts';
import type { Keys } from '../support/lockstead.ts';

let cloud: Cloud;
let organization: TestOrganization;
let account: string;
/** A user with AdministratorAccess in the member account. */
let mallory: Keys;
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const everything = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';

beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  organization = await createOrganization(cloud);
  account = await organization.account('member');
  const inside = iamOf(await organization.keysIn(account));
  await inside.send(new iam.CreateUserCommand({ UserName: 'mallory' }));
  await inside.send(new iam.AttachUserPolicyCommand({ UserName: 'mallory', PolicyArn: administrator }));
  const { AccessKey } = await inside.send(new iam.CreateAccessKeyCommand({ UserName: 'mallory' }));
  mallory = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  const Content = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: ['iam:CreateUser', 'organizations:LeaveOrganization'], Resource: '*' }],
  });
  const input = { Name: 'no', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content } as const;
  const { Policy } = await organization.client.send(new org.CreatePolicyCommand(input));
  const PolicyId = Policy?.PolicySummary?.Id;
  await organization.client.send(new org.AttachPolicyCommand({ PolicyId, TargetId: organization.rootId }));
});
afterAll(() => cloud.stop());

const iamOf = (credentials: Keys): iam.IAMClient =>
  new iam.IAMClient({ ...cloud.clientConfig(), credentials, maxAttempts: 1 });
const stsOf = (credentials: Keys): STSClient => new STSClient({ ...cloud.clientConfig(), credentials });
const denied = { name: 'AccessDenied' };
const createUser = (by: Keys): Promise<unknown> => iamOf(by).send(new iam.CreateUserCommand({ UserName: 'second' }));

test('by a policy of its own, a boundary, or a role of its own', async () => {
  const own = iamOf(mallory);
  await own.send(new iam.PutUserPolicyCommand({ UserName: 'mallory', PolicyName: 'all', PolicyDocument: everything }));
  await own.send(
    new iam.PutUserPermissionsBoundaryCommand({ UserName: 'mallory', PermissionsBoundary: administrator }),
  );
  await expect(createUser(mallory)).rejects.toMatchObject(denied);
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
  });
  const role = { RoleName: 'AWSServiceRoleForOrganizations2', AssumeRolePolicyDocument };
  const { Role } = await own.send(new iam.CreateRoleCommand({ ...role, Path: '/x/aws-service-role/' }));
  await own.send(new iam.AttachRolePolicyCommand({ RoleName: role.RoleName, PolicyArn: administrator }));
  const { Credentials } = await stsOf(mallory).send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'impostor' }),
  );
  await expect(createUser(keysOf(Credentials))).rejects.toMatchObject(denied);
});

test('by a role that looks like one of AWS’s services', async () => {
  const own = iamOf(mallory);
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
  });
  for (const Path of ['/aws-service-role/', '/aws-service-role/x.amazonaws.com/']) {
    await expect(
      own.send(new iam.CreateRoleCommand({ RoleName: 'AWSServiceRoleForX', Path, AssumeRolePolicyDocument })),
    ).rejects.toThrow();
  }
  const RoleName = 'AWSServiceRoleForOrganizations';
  await expect(
    own.send(new iam.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: AssumeRolePolicyDocument })),
  ).rejects.toThrow();
  const RoleArn = `arn:aws:iam::${account}:role/aws-service-role/organizations.amazonaws.com/${RoleName}`;
  await expect(
    stsOf(mallory).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'linked' })),
  ).rejects.toMatchObject(denied);
});

test('by a federated session that is given everything', async () => {
  const { Credentials } = await stsOf(mallory).send(new GetFederationTokenCommand({ Name: 'mal', Policy: everything }));
  await expect(createUser(keysOf(Credentials))).rejects.toThrow();
});

test('by leaving, by changing what binds it, or by another organization', async () => {
  const own = organizationsClient(cloud, mallory);
  const refused = { name: 'AccessDeniedException' };
  await expect(own.send(new org.LeaveOrganizationCommand({}))).rejects.toMatchObject(refused);
  const { rootId } = organization;
  for (const call of [
    own.send(new org.DetachPolicyCommand({ PolicyId: 'p-FullAWSAccess', TargetId: account })),
    own.send(new org.DisablePolicyTypeCommand({ RootId: rootId, PolicyType: 'SERVICE_CONTROL_POLICY' })),
    own.send(new org.MoveAccountCommand({ AccountId: account, SourceParentId: rootId, DestinationParentId: rootId })),
    own.send(new org.RemoveAccountFromOrganizationCommand({ AccountId: account })),
    own.send(new org.DeleteOrganizationCommand({})),
    own.send(
      new org.RegisterDelegatedAdministratorCommand({ AccountId: account, ServicePrincipal: 'config.amazonaws.com' }),
    ),
    own.send(new org.PutResourcePolicyCommand({ Content: everything })),
    own.send(new org.CloseAccountCommand({ AccountId: account })),
  ]) {
    await expect(call).rejects.toMatchObject(refused);
  }
  await expect(own.send(new org.CreateOrganizationCommand({}))).rejects.toMatchObject({
    name: 'AlreadyInOrganizationException',
  });
  await expect(createUser(mallory)).rejects.toMatchObject(denied);
});

test('by an organization that it brings in itself: who manages another account imports nothing', async () => {
  const server = {
    endpoint: new URL(cloud.endpoint),
    region: 'us-east-1',
    dataDirectory: '/nowhere',
    certificates: [],
  };
  const keys = { ...mallory, secretAccessKey: new Secret(mallory.secretAccessKey), source: 'the test', isGuess: false };
  const admin = new AdminClient(server, keys, systemClock());
  // In the organization that binds it, with nothing attached any more; and in one of its own.
  const parts = [
    { managementAccount: cloud.accountId, places: [{ id: organization.rootId, name: 'Root', policies: [] }] },
    { managementAccount: cloud.accountId, policies: [] },
    {
      begin: {
        id: 'o-mallory000',
        managementAccount: account,
        rootId: 'r-mall',
        featureSet: 'ALL',
        policyTypes: [],
        services: [],
        name: 'mallory',
        email: 'mallory@example.com',
      },
    },
  ];
  for (const part of parts) await expect(admin.post('organization', part)).rejects.toMatchObject({ status: 403 });
  await expect(createUser(mallory)).rejects.toMatchObject(denied);
});
