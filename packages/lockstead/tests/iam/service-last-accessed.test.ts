/**
 * Service last accessed: reports on users, groups, roles and policies, from what was really done.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_access-advisor.html
 */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as iam from '@aws-sdk/client-iam';
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowOnly, type Key, newUser } from '../support/iam.ts';

let cloud: Cloud;
let admin: iam.IAMClient;
let keys: { readonly first: Key; readonly second: Key };
const arns = { first: '', second: '', idle: '', group: '', role: '', policy: '' };

const allowing = (Action: string | string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

const kms = (key: Key, region: string): KMSClient => new KMSClient({ ...cloud.clientConfig(key), region });

/**
 * `first` and `second` are in `team`, which may list keys in KMS and read IAM. `first` used KMS in Tokyo and was refused a user in IAM, `second`
 * used KMS later in Ireland, `idle` did nothing. The policy `audit` is attached to `idle`, to the group and to the role.
 */
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new iam.IAMClient({ ...cloud.clientConfig(), maxAttempts: 1 });
  const first = await newUser(cloud, 'first');
  const second = await newUser(cloud, 'second');
  await newUser(cloud, 'idle');
  keys = { first: first.key, second: second.key };
  const group = await admin.send(new iam.CreateGroupCommand({ GroupName: 'team', Path: '/staff/' }));
  for (const UserName of ['first', 'second', 'idle']) {
    await admin.send(new iam.AddUserToGroupCommand({ UserName, GroupName: 'team' }));
  }
  const PolicyDocument = allowing(['kms:List*', 'iam:Get*', 'iam:ListUsers', 'sqs:SendMessage']);
  await admin.send(new iam.PutGroupPolicyCommand({ GroupName: 'team', PolicyName: 'own', PolicyDocument }));
  const policy = await admin.send(
    new iam.CreatePolicyCommand({ PolicyName: 'audit', PolicyDocument: allowing(['cloudtrail:*', 'kms:ListKeys']) }),
  );
  Object.assign(arns, { policy: policy.Policy?.Arn ?? '', group: group.Group?.Arn ?? '' });
  const root = `arn:aws:iam::${cloud.accountId}:root`;
  const trust = { Effect: 'Allow', Principal: { AWS: root }, Action: 'sts:AssumeRole' };
  const role = await admin.send(
    new iam.CreateRoleCommand({
      RoleName: 'auditor',
      Path: '/far/',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    }),
  );
  arns.role = role.Role?.Arn ?? '';
  await admin.send(new iam.AttachRolePolicyCommand({ RoleName: 'auditor', PolicyArn: arns.policy }));
  await admin.send(new iam.AttachUserPolicyCommand({ UserName: 'idle', PolicyArn: arns.policy }));
  await admin.send(new iam.AttachGroupPolicyCommand({ GroupName: 'team', PolicyArn: arns.policy }));
  for (const name of ['first', 'second', 'idle'] as const) {
    arns[name] = `arn:aws:iam::${cloud.accountId}:user/${name}`;
  }
  await kms(keys.first, 'ap-northeast-1').send(new ListKeysCommand({}));
  await expect(first.client.send(new iam.CreateUserCommand({ UserName: 'no' }))).rejects.toThrow(/not authorized/);
  await first.client.send(new iam.ListUsersCommand({}));
  await cloud.clock.advance('PT1H');
  await kms(keys.second, 'eu-west-1').send(new ListKeysCommand({}));
  await new CloudTrailClient({ ...cloud.clientConfig(await sessionOf('auditor', 'one')), region: 'us-east-2' }).send(
    new LookupEventsCommand({}),
  );
});
afterAll(() => cloud.stop());

async function sessionOf(role: string, RoleSessionName: string): Promise<Key & { readonly sessionToken: string }> {
  const RoleArn = role === 'auditor' ? arns.role : role;
  const { Credentials } = await new STSClient(cloud.clientConfig()).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

type Granularity = iam.AccessAdvisorUsageGranularityType;

async function generate(Arn: string, Granularity?: Granularity, client = admin): Promise<string> {
  const { JobId = '' } = await client.send(
    new iam.GenerateServiceLastAccessedDetailsCommand({ Arn, ...(Granularity && { Granularity }) }),
  );
  return JobId;
}

const get = (JobId: string, page: { MaxItems?: number; Marker?: string } = {}) =>
  admin.send(new iam.GetServiceLastAccessedDetailsCommand({ JobId, ...page }));

const getEntities = (JobId: string, ServiceNamespace: string, page: { MaxItems?: number; Marker?: string } = {}) =>
  admin.send(new iam.GetServiceLastAccessedDetailsWithEntitiesCommand({ JobId, ServiceNamespace, ...page }));

async function services(arn: string, granularity?: Granularity): Promise<Map<string, iam.ServiceLastAccessed>> {
  const { ServicesLastAccessed = [] } = await get(await generate(arn, granularity));
  return new Map(ServicesLastAccessed.map((service) => [service.ServiceNamespace ?? '', service]));
}

const never = (ServiceNamespace: string, ServiceName: string): object => ({
  ServiceName,
  ServiceNamespace,
  TotalAuthenticatedEntities: 0,
});

describe('of a user', () => {
  test("the services of its own policies and its groups', in order, with its last attempt", async () => {
    const JobId = await generate(arns.first);
    expect(JobId).toMatch(/^[0-9a-f-]{36}$/);
    const report = await get(JobId);
    expect(report).toMatchObject({
      JobStatus: 'COMPLETED',
      JobType: 'SERVICE_LEVEL',
      JobCreationDate: expect.any(Date),
      JobCompletionDate: expect.any(Date),
      IsTruncated: false,
    });
    const last = { LastAuthenticated: expect.any(Date), LastAuthenticatedEntity: arns.first };
    expect(report.ServicesLastAccessed).toEqual([
      never('cloudtrail', 'AWS CloudTrail'),
      {
        ServiceName: 'AWS Identity and Access Management (IAM)',
        ServiceNamespace: 'iam',
        TotalAuthenticatedEntities: 1,
        LastAuthenticatedRegion: 'us-east-1',
        ...last,
      },
      {
        ServiceName: 'AWS Key Management Service',
        ServiceNamespace: 'kms',
        TotalAuthenticatedEntities: 1,
        LastAuthenticatedRegion: 'ap-northeast-1',
        ...last,
      },
      never('sqs', 'Amazon SQS'),
    ]);
  });

  test('at action level, the actions that the policies grant and that were used', async () => {
    const found = await services(arns.first, 'ACTION_LEVEL');
    const action = (ActionName: string, LastAccessedRegion: string): object => ({
      ActionName,
      LastAccessedEntity: arns.first,
      LastAccessedTime: expect.any(Date),
      LastAccessedRegion,
    });
    // CreateUser was refused: an attempt to access IAM, of an action that no policy grants.
    expect(found.get('iam')?.TrackedActionsLastAccessed).toEqual([action('ListUsers', 'us-east-1')]);
    expect(found.get('kms')?.TrackedActionsLastAccessed).toEqual([action('ListKeys', 'ap-northeast-1')]);
    expect(found.get('sqs')).toEqual(never('sqs', 'Amazon SQS'));
    expect((await get(await generate(arns.first, 'ACTION_LEVEL'))).JobType).toBe('ACTION_LEVEL');
  });

  test('an attempt that was denied is one', async () => {
    const { key } = await newUser(cloud, 'refused');
    await allowOnly(cloud, 'refused', 'kms:CreateKey');
    await expect(kms(key, 'eu-west-1').send(new ListKeysCommand({}))).rejects.toThrow(/not authorized/);
    const arn = `arn:aws:iam::${cloud.accountId}:user/refused`;
    expect((await services(arn)).get('kms')).toMatchObject({ LastAuthenticatedEntity: arn });
    expect((await services(arn, 'ACTION_LEVEL')).get('kms')).not.toHaveProperty('TrackedActionsLastAccessed');
  });

  test('whose path looks like the ARN of a policy', async () => {
    const { User } = await admin.send(new iam.CreateUserCommand({ UserName: 'odd', Path: '/a:policy/' }));
    await allowOnly(cloud, 'odd', 'kms:ListKeys');
    expect([...(await services(User?.Arn ?? '')).keys()]).toEqual(['kms']);
  });

  test('what another user of that name did before does not count', async () => {
    const { key } = await newUser(cloud, 'again');
    await allowOnly(cloud, 'again', 'kms:ListKeys');
    await kms(key, 'eu-west-1').send(new ListKeysCommand({}));
    const arn = `arn:aws:iam::${cloud.accountId}:user/again`;
    expect((await services(arn)).get('kms')).toMatchObject({ TotalAuthenticatedEntities: 1 });
    await admin.send(new iam.DeleteUserPolicyCommand({ UserName: 'again', PolicyName: 'only' }));
    await admin.send(new iam.DeleteAccessKeyCommand({ UserName: 'again', AccessKeyId: key.accessKeyId }));
    await admin.send(new iam.DeleteUserCommand({ UserName: 'again' }));
    await cloud.clock.advance('PT1S');
    await newUser(cloud, 'again');
    await allowOnly(cloud, 'again', 'kms:ListKeys');
    expect([...(await services(arn)).values()]).toEqual([never('kms', 'AWS Key Management Service')]);
  });
});

test('of a group, the member that accessed each service last, and how many did', async () => {
  const found = await services(arns.group);
  expect([...found.keys()]).toEqual(['cloudtrail', 'iam', 'kms', 'sqs']);
  expect(found.get('kms')).toMatchObject({
    LastAuthenticatedEntity: arns.second,
    LastAuthenticatedRegion: 'eu-west-1',
    TotalAuthenticatedEntities: 2,
  });
  expect(found.get('iam')).toMatchObject({ LastAuthenticatedEntity: arns.first, TotalAuthenticatedEntities: 1 });
});

test('of a role, its own ARN stands for its sessions', async () => {
  const found = await services(arns.role);
  expect([...found.keys()]).toEqual(['cloudtrail', 'kms']);
  expect(found.get('cloudtrail')).toMatchObject({
    LastAuthenticatedEntity: arns.role,
    LastAuthenticatedRegion: 'us-east-2',
    TotalAuthenticatedEntities: 1,
  });
});

describe('of a policy', () => {
  test('those that have it, directly or by a group, and its own services alone', async () => {
    const found = await services(arns.policy);
    expect([...found.keys()]).toEqual(['cloudtrail', 'kms']);
    expect(found.get('kms')).toMatchObject({ LastAuthenticatedEntity: arns.second, TotalAuthenticatedEntities: 2 });
    expect(found.get('cloudtrail')).toMatchObject({
      LastAuthenticatedEntity: arns.role,
      TotalAuthenticatedEntities: 1,
    });
  });

  test("one of AWS's: every service, in pages", async () => {
    const JobId = await generate('arn:aws:iam::aws:policy/AdministratorAccess');
    const found: string[] = [];
    let Marker: string | undefined;
    let pages = 0;
    do {
      const page = await get(JobId, { MaxItems: 150, ...(Marker && { Marker }) });
      found.push(...(page.ServicesLastAccessed ?? []).map(({ ServiceNamespace = '' }) => ServiceNamespace));
      expect(page.IsTruncated).toBe(page.Marker !== undefined);
      Marker = page.Marker;
      pages += 1;
    } while (Marker !== undefined);
    const { servicePrefixes } = await import('@lockstead/policy/reference');
    expect(pages).toBe(Math.ceil(servicePrefixes.length / 150));
    expect(found).toEqual([...servicePrefixes].toSorted());
  });

  test('its entities, the latest first and those that did nothing last, each once, in pages', async () => {
    const JobId = await generate(arns.policy);
    const { EntityDetailsList = [], ...rest } = await getEntities(JobId, 'kms');
    expect(rest).toMatchObject({ JobStatus: 'COMPLETED', IsTruncated: false, JobCompletionDate: expect.any(Date) });
    expect(EntityDetailsList.map(({ EntityInfo }) => EntityInfo?.Arn)).toEqual([
      arns.second,
      arns.first,
      arns.role,
      arns.idle,
    ]);
    expect(EntityDetailsList[0]?.LastAuthenticated).toEqual(expect.any(Date));
    expect(EntityDetailsList[2]).toEqual({
      EntityInfo: {
        Arn: arns.role,
        Name: 'auditor',
        Type: 'ROLE',
        Id: expect.stringMatching(/^AROA/),
        Path: '/far/',
      },
    });
    const first = await getEntities(JobId, 'kms', { MaxItems: 3 });
    expect(first).toMatchObject({ IsTruncated: true, EntityDetailsList: EntityDetailsList.slice(0, 3) });
    const second = await getEntities(JobId, 'kms', { MaxItems: 3, Marker: first.Marker ?? '' });
    expect(second).toMatchObject({ IsTruncated: false, EntityDetailsList: EntityDetailsList.slice(3) });
    expect((await getEntities(JobId, 'sqs')).EntityDetailsList).toEqual([]);
    const refused = { name: 'ValidationError', message: 'Invalid Marker' };
    await expect(getEntities(JobId, 'cloudtrail', { Marker: first.Marker ?? '' })).rejects.toMatchObject(refused);
    await expect(get(JobId, { Marker: first.Marker ?? '' })).rejects.toMatchObject(refused);
    await expect(getEntities(JobId, 'nowhere')).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});

describe('the report', () => {
  test('is of the moment when it was made', async () => {
    const { key } = await newUser(cloud, 'moving');
    await allowOnly(cloud, 'moving', ['kms:ListKeys']);
    const arn = `arn:aws:iam::${cloud.accountId}:user/moving`;
    const JobId = await generate(arn);
    const before = await get(JobId);
    await kms(key, 'eu-west-1').send(new ListKeysCommand({}));
    await allowOnly(cloud, 'moving', ['sqs:SendMessage', 'kms:ListKeys']);
    expect((await get(JobId)).ServicesLastAccessed).toEqual(before.ServicesLastAccessed);
    expect((await services(arn)).get('kms')).toMatchObject({ LastAuthenticatedEntity: arn });
  });

  test.each([
    ['another user', async () => keys.first],
    ['a session of a role', async () => await sessionOf('auditor', 'other')],
  ])('is not there for %s', async (_, keyOf) => {
    await allowOnly(cloud, 'first', 'iam:GetServiceLastAccessedDetails*');
    await admin.send(
      new iam.PutRolePolicyCommand({ RoleName: 'auditor', PolicyName: 'get', PolicyDocument: allowing('iam:Get*') }),
    );
    const JobId = await generate(arns.group);
    const other = new iam.IAMClient({ ...cloud.clientConfig(await keyOf()), maxAttempts: 1 });
    const missing = { name: 'NoSuchEntityException' };
    await expect(other.send(new iam.GetServiceLastAccessedDetailsCommand({ JobId }))).rejects.toMatchObject(missing);
    await expect(
      other.send(new iam.GetServiceLastAccessedDetailsWithEntitiesCommand({ JobId, ServiceNamespace: 'kms' })),
    ).rejects.toMatchObject(missing);
  });

  test('of a role is for the session that asked for it, and not for the next', async () => {
    await admin.send(
      new iam.PutRolePolicyCommand({ RoleName: 'auditor', PolicyName: 'get', PolicyDocument: allowing('iam:Ge*') }),
    );
    const own = new iam.IAMClient(cloud.clientConfig(await sessionOf('auditor', 'mine')));
    const JobId = await generate(arns.first, undefined, own);
    const command = new iam.GetServiceLastAccessedDetailsCommand({ JobId });
    expect(await own.send(command)).toMatchObject({ JobStatus: 'COMPLETED' });
    const next = new iam.IAMClient({ ...cloud.clientConfig(await sessionOf('auditor', 'next')), maxAttempts: 1 });
    await expect(next.send(command)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  test('is kept for a day', async () => {
    const JobId = await generate(arns.role);
    await cloud.clock.advance('PT23H59M');
    expect((await get(JobId)).JobStatus).toBe('COMPLETED');
    await cloud.clock.advance('PT1M');
    const missing = { name: 'NoSuchEntityException' };
    await expect(get(JobId)).rejects.toMatchObject(missing);
    await expect(getEntities(JobId, 'kms')).rejects.toMatchObject(missing);
  });

  test('of one resource there are fifty: then the own oldest goes, and who has none waits', async () => {
    const jobs: string[] = [];
    for (let i = 0; i < 51; i += 1) jobs.push(await generate(arns.role));
    await expect(get(jobs[0] ?? '')).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    await get(jobs[1] ?? '');
    await get(jobs[50] ?? '');
    await allowOnly(cloud, 'second', 'iam:GenerateServiceLastAccessedDetails');
    const other = new iam.IAMClient({ ...cloud.clientConfig(keys.second), maxAttempts: 1 });
    await expect(generate(arns.role, undefined, other)).rejects.toMatchObject({ name: 'Throttling' });
    await generate(arns.group, undefined, other);
  });

  test('does not count uses of more than 400 days ago', async () => {
    expect((await services(arns.second)).get('kms')).toMatchObject({ TotalAuthenticatedEntities: 1 });
    await cloud.clock.advance('P400D');
    expect((await services(arns.second)).get('kms')).toEqual(never('kms', 'AWS Key Management Service'));
  });
});

describe('refused', () => {
  test.each([
    ['a user that is not there', () => `${arns.first}-2`, 'NoSuchEntityException'],
    ['a user of another account', () => arns.first.replace(/\d{12}/, '999999999999'), 'NoSuchEntityException'],
    ['a role by another path', () => arns.role.replace('/far/', '/near/'), 'NoSuchEntityException'],
    ['a policy that is not there', () => `${arns.policy}-2`, 'NoSuchEntityException'],
    ['the root user', () => arns.first.replace(/user.*/, 'root'), 'InvalidInputException'],
    ['what is no ARN', () => 'x'.repeat(40), 'InvalidInputException'],
  ])('%s', async (_, arn, name) => {
    await expect(generate(arn())).rejects.toMatchObject({ name });
  });

  test('a job that is not there', async () => {
    const JobId = '11111111-2222-4333-8444-555555555555';
    const missing = { name: 'NoSuchEntityException', message: `The Job with id ${JobId} cannot be found.` };
    await expect(get(JobId)).rejects.toMatchObject(missing);
    await expect(getEntities(JobId, 'kms')).rejects.toMatchObject(missing);
  });

  test('who has no permission on the resource', async () => {
    const { client } = await newUser(cloud, 'asking');
    await allowOnly(cloud, 'asking', 'iam:GenerateServiceLastAccessedDetails', [arns.role, arns.policy]);
    const JobId = await generate(arns.role, undefined, client);
    await generate(arns.policy, undefined, client);
    for (const arn of [arns.group, arns.first, 'arn:aws:iam::aws:policy/ReadOnlyAccess']) {
      await expect(generate(arn, undefined, client)).rejects.toMatchObject({
        name: 'AccessDenied',
        message: expect.stringContaining(
          `not authorized to perform: iam:GenerateServiceLastAccessedDetails on resource: ${arn} because`,
        ),
      });
    }
    await expect(client.send(new iam.GetServiceLastAccessedDetailsCommand({ JobId }))).rejects.toMatchObject({
      message: expect.stringContaining('not authorized to perform: iam:GetServiceLastAccessedDetails on resource: *'),
    });
    await expect(
      client.send(new iam.GetServiceLastAccessedDetailsWithEntitiesCommand({ JobId, ServiceNamespace: 'kms' })),
    ).rejects.toMatchObject({
      message: expect.stringContaining('iam:GetServiceLastAccessedDetailsWithEntities on resource: *'),
    });
  });
});

test('each call is an event of a read', async () => {
  const JobId = await generate(arns.role, 'ACTION_LEVEL');
  await get(JobId);
  await getEntities(JobId, 'kms');
  const trail = new CloudTrailClient(cloud.clientConfig());
  const lastEvent = async (AttributeValue: string): Promise<unknown> => {
    const { Events = [] } = await trail.send(
      new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue }] }),
    );
    return JSON.parse(Events[0]?.CloudTrailEvent ?? '{}');
  };
  expect(await lastEvent('GenerateServiceLastAccessedDetails')).toMatchObject({
    readOnly: true,
    requestParameters: { arn: arns.role, granularity: 'ACTION_LEVEL' },
  });
  expect(await lastEvent('GetServiceLastAccessedDetails')).toMatchObject({
    readOnly: true,
    requestParameters: { jobId: JobId },
    responseElements: null,
  });
  expect(await lastEvent('GetServiceLastAccessedDetailsWithEntities')).toMatchObject({
    readOnly: true,
    requestParameters: { jobId: JobId, serviceNamespace: 'kms' },
  });
});
