/** What service and resource control policies do to requests: three OUs and six accounts. */
import * as iam from '@aws-sdk/client-iam';
import * as org from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { clientsOf, keysOf, lastRecord, newRole, type Reachable, trust } from '../support/clients.ts';
import type { Keys } from '../support/lockstead.ts';
import { createOrganization, organizationsClient, type TestOrganization } from './organization.ts';

let cloud: Cloud;
let organization: TestOrganization;
let client: org.OrganizationsClient;
/** OUs by name. */
const units: Record<'prod' | 'web' | 'dev', string> = { prod: '', web: '', dev: '' };
/** Accounts by name; `web` is two levels deep. */
const accounts: Record<'prod' | 'web' | 'dev' | 'loose' | 'other', string> = {
  prod: '',
  web: '',
  dev: '',
  loose: '',
  other: '',
};
/** Credentials of the administrator's role in each. */
const keys: Record<keyof typeof accounts, Keys> = {} as Record<keyof typeof accounts, Keys>;

beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  organization = await createOrganization(cloud);
  ({ client } = organization);
  const { unit, account, rootId } = organization;
  units.prod = await unit('prod');
  units.web = await unit('web', units.prod);
  units.dev = await unit('dev');
  accounts.prod = await account('prod', units.prod);
  accounts.web = await account('web', units.web);
  accounts.dev = await account('dev', units.dev);
  accounts.loose = await account('loose');
  accounts.other = await account('other');
  for (const name of Object.keys(accounts) as (keyof typeof accounts)[]) {
    keys[name] = await organization.keysIn(accounts[name]);
  }
  await client.send(new org.EnablePolicyTypeCommand({ RootId: rootId, PolicyType: rcp }));
});
afterAll(() => cloud.stop());

const scp = 'SERVICE_CONTROL_POLICY';
const rcp = 'RESOURCE_CONTROL_POLICY';
const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

let names = 0;
/** Until the end of the test. Answers the policy's ARN. */
async function bind(target: string, Type: org.PolicyType, ...statements: readonly object[]): Promise<string> {
  names += 1;
  const input = { Name: `p${names}`, Description: '', Type, Content: document(...statements) };
  const { Policy } = await client.send(new org.CreatePolicyCommand(input));
  const attachment = { PolicyId: Policy?.PolicySummary?.Id, TargetId: target };
  await client.send(new org.AttachPolicyCommand(attachment));
  undo.push(() => client.send(new org.DetachPolicyCommand(attachment)));
  return Policy?.PolicySummary?.Arn ?? '';
}
async function withoutFull(TargetId: string): Promise<void> {
  const attachment = { PolicyId: 'p-FullAWSAccess', TargetId };
  await client.send(new org.DetachPolicyCommand(attachment));
  undo.push(() => client.send(new org.AttachPolicyCommand(attachment)));
}

/** As the helpers take it. */
const house = (): Reachable => ({
  clientConfig: (credentials, region = cloud.region) => ({
    endpoint: cloud.endpoint,
    region,
    credentials,
    maxAttempts: 1,
  }),
});
const clients = (of: Keys): iam.IAMClient => new iam.IAMClient({ ...cloud.clientConfig(), credentials: of });
const listUsers = (of: Keys): Promise<unknown> => clients(of).send(new iam.ListUsersCommand({}));
const denied = { name: 'AccessDenied' };
const denyUsers = { Effect: 'Deny', Action: 'iam:ListUsers', Resource: '*' };

test('an allow list that misses an action at one level denies it below', async () => {
  await listUsers(keys.web);
  await bind(units.prod, scp, { Effect: 'Allow', Action: ['iam:List*', 'sts:*', 'organizations:*'], Resource: '*' });
  await withoutFull(units.prod);
  await listUsers(keys.web);
  await expect(clients(keys.web).send(new iam.GetAccountSummaryCommand({}))).rejects.toMatchObject({
    ...denied,
    message: expect.stringMatching(/because no service control policy allows the iam:GetAccountSummary action$/),
  });
  // Another level with everything does not help, and other places are not bound.
  await clients(keys.dev).send(new iam.GetAccountSummaryCommand({}));
});

test('a deny at the root binds members, their root users among them, and not the management account', async () => {
  const arn = await bind(organization.rootId, scp, denyUsers);
  for (const of of Object.values(keys)) {
    await expect(listUsers(of)).rejects.toMatchObject({
      ...denied,
      message: expect.stringContaining(`with an explicit deny in a service control policy: ${arn}`),
    });
  }
  await new iam.IAMClient(cloud.clientConfig()).send(new iam.ListUsersCommand({}));
  const asRoot = await cloud.can(
    `arn:aws:iam::${accounts.web}:root`,
    'iam:ListUsers',
    `arn:aws:iam::${accounts.web}:user/`,
  );
  expect(asRoot.allowed).toBe(false);
  expect(asRoot.why).toMatch(/service control/i);
  expect((await cloud.can('root', 'iam:ListUsers', `arn:aws:iam::${cloud.accountId}:user/`)).allowed).toBe(true);
});

test('why names the type, the policy, its level and its statement', async () => {
  await bind(units.web, scp, { Effect: 'Allow', Action: '*', Resource: '*' }, { Sid: 'NoUsers', ...denyUsers });
  const error = await listUsers(keys.web).catch((caught: unknown) => caught);
  const why = await cloud.why(error);
  expect(why).toContain('service control');
  expect(why).toContain(`p${names}`);
  expect(why).toContain(units.web);
  expect(why).toContain('NoUsers');
});

test('a trust policy of the same account does not get past a service control policy', async () => {
  const admin = clientsOf(house(), keys.prod);
  const user = `arn:aws:iam::${accounts.prod}:user/direct`;
  await admin.iam.send(new iam.CreateUserCommand({ UserName: 'direct' }));
  const { AccessKey } = await admin.iam.send(new iam.CreateAccessKeyCommand({ UserName: 'direct' }));
  const key = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  const RoleArn = await newRole(admin, 'direct', trust(user));
  const assume = (): Promise<unknown> =>
    clientsOf(house(), key).sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' }));
  await assume();
  await bind(accounts.prod, scp, { Effect: 'Deny', Action: 'sts:AssumeRole', Resource: RoleArn });
  await expect(assume()).rejects.toMatchObject(denied);
});

test('a resource control policy stops who is outside of its OU and let in by a trust policy, and does not lock members out', async () => {
  const admin = clientsOf(house(), keys.prod);
  const RoleArn = await newRole(admin, 'open', trust('*'));
  const assume = (of: Keys): Promise<unknown> =>
    clientsOf(house(), of).sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' }));
  await assume(keys.dev);
  await assume(keys.web);
  const arn = await bind(units.prod, rcp, {
    Effect: 'Deny',
    Principal: '*',
    Action: 'sts:AssumeRole',
    Resource: '*',
    Condition: { 'ForAllValues:StringNotLike': { 'aws:PrincipalOrgPaths': `${organization.id}/*/${units.prod}/*` } },
  });
  await expect(assume(keys.dev)).rejects.toMatchObject({ ...denied, message: expect.not.stringContaining(arn) });
  await assume(keys.web);
});

test('a resource control policy binds services that honour them, and not the management account’s resources', async () => {
  await bind(organization.rootId, rcp, {
    Effect: 'Deny',
    Principal: '*',
    Action: ['sts:*', 's3:*'],
    Resource: '*',
  });
  const managed = clientsOf(house(), cloud.credentials);
  const RoleArn = await newRole(managed, 'managed', trust('*'));
  await clientsOf(house(), keys.dev).sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' }));
  const ofMember = `arn:aws:iam::${accounts.dev}:role/OrganizationAccountAccessRole`;
  await expect(
    managed.sts.send(new AssumeRoleCommand({ RoleArn: ofMember, RoleSessionName: 'session' })),
  ).rejects.toMatchObject(denied);
});

test('service-linked roles go on', async () => {
  await bind(organization.rootId, scp, { Effect: 'Deny', Action: '*', Resource: '*' });
  const path = 'aws-service-role/organizations.amazonaws.com/AWSServiceRoleForOrganizations';
  const linked = await cloud.can(
    `arn:aws:iam::${accounts.dev}:role/${path}`,
    'iam:DeleteRole',
    `arn:aws:iam::${accounts.dev}:role/${path}`,
  );
  expect(linked.why).not.toMatch(/explicit deny/i);
  const ordinary = await cloud.can(
    `arn:aws:iam::${accounts.dev}:role/OrganizationAccountAccessRole`,
    'iam:DeleteRole',
    `arn:aws:iam::${accounts.dev}:role/${path}`,
  );
  expect(ordinary.allowed).toBe(false);
});

test('moving an account, changing, detaching and disabling change the next answer', async () => {
  const { move, rootId } = organization;
  const arn = await bind(units.dev, scp, denyUsers);
  await listUsers(keys.loose);
  await move(accounts.loose, rootId, units.dev);
  await expect(listUsers(keys.loose)).rejects.toMatchObject(denied);
  await move(accounts.loose, units.dev, rootId);
  await listUsers(keys.loose);
  const PolicyId = arn.split('/').at(-1);
  await expect(listUsers(keys.dev)).rejects.toMatchObject(denied);
  const Content = document({ ...denyUsers, Action: 'iam:ListGroups' });
  await client.send(new org.UpdatePolicyCommand({ PolicyId, Content }));
  await listUsers(keys.dev);
  await expect(clients(keys.dev).send(new iam.ListGroupsCommand({}))).rejects.toMatchObject(denied);
});

test('a type that is disabled binds nobody', async () => {
  await using own = await startLockstead({ ephemeral: true });
  const { client: admin, rootId: RootId, account, keysIn } = await createOrganization(own);
  const of = await keysIn(await account('a'));
  const inside = new iam.IAMClient({ ...own.clientConfig(), credentials: of });
  const input = { Name: 'no', Description: '', Type: scp, Content: document(denyUsers) } as const;
  const { Policy } = await admin.send(new org.CreatePolicyCommand(input));
  await admin.send(new org.AttachPolicyCommand({ PolicyId: Policy?.PolicySummary?.Id, TargetId: RootId }));
  await expect(inside.send(new iam.ListUsersCommand({}))).rejects.toMatchObject(denied);
  await admin.send(new org.DisablePolicyTypeCommand({ RootId, PolicyType: scp }));
  await inside.send(new iam.ListUsersCommand({}));
});

test('organization keys are those of the caller and of the resource', async () => {
  const { id, rootId } = organization;
  const ask = async (principal: string): Promise<string> => {
    const { why } = await cloud.can(principal, 'iam:GetUser', `arn:aws:iam::${accounts.web}:user/x`);
    return why;
  };
  expect(await ask(`arn:aws:iam::${accounts.web}:role/OrganizationAccountAccessRole`)).toBeDefined();
  const path = `${id}/${rootId}/${units.prod}/${units.web}/`;
  await bind(units.web, scp, {
    ...denyUsers,
    Condition: {
      StringEquals: { 'aws:PrincipalOrgID': id, 'aws:ResourceOrgID': id },
      'ForAnyValue:StringEquals': { 'aws:PrincipalOrgPaths': path, 'aws:ResourceOrgPaths': path },
    },
  });
  await expect(listUsers(keys.web)).rejects.toMatchObject(denied);
});

test('aws:RequestedRegion reaches guardrails, where global services are in us-east-1', async () => {
  await bind(accounts.dev, scp, {
    Effect: 'Deny',
    NotAction: ['organizations:*'],
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'us-east-1'] } },
  });
  const sts = (region: string): Promise<unknown> => {
    const RoleArn = `arn:aws:iam::${cloud.accountId}:role/managed`;
    const config = { ...cloud.clientConfig(), region, credentials: keys.dev };
    return new STSClient(config).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' }));
  };
  await sts('eu-central-1');
  await expect(sts('eu-west-1')).rejects.toMatchObject(denied);
  const iamElsewhere = new iam.IAMClient({ ...cloud.clientConfig(), region: 'eu-west-1', credentials: keys.dev });
  await iamElsewhere.send(new iam.ListUsersCommand({}));
});

test('a role that is assumed across accounts is an event in both, with one shared id', async () => {
  const RoleArn = `arn:aws:iam::${accounts.dev}:role/OrganizationAccountAccessRole`;
  const managed = clientsOf(house(), cloud.credentials);
  const { Credentials } = await managed.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'shared' }));
  const theirs = await lastRecord(clientsOf(house(), keysOf(Credentials)), 'AssumeRole');
  const ours = await lastRecord(managed, 'AssumeRole');
  expect(theirs['sharedEventID']).toMatch(/^[0-9a-f-]{36}$/);
  expect(theirs['sharedEventID']).toBe(ours['sharedEventID']);
  expect([ours['recipientAccountId'], theirs['recipientAccountId']]).toEqual([cloud.accountId, accounts.dev]);
});

test('what was done to the organization is in the management account’s events, without addresses and names', async () => {
  const managed = clientsOf(house(), cloud.credentials);
  const record = await lastRecord(managed, 'CreateAccount');
  expect(record).toMatchObject({ eventSource: 'organizations.amazonaws.com', awsRegion: 'us-east-1' });
  expect(JSON.stringify(record)).not.toContain('example.com');
  const member = organizationsClient(cloud, keys.dev);
  await expect(member.send(new org.ListAccountsCommand({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
