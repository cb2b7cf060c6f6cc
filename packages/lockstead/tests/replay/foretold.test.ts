/**
 * The dry run is right: calls are made, what a guardrail would stop is foretold from their events, the guardrail is attached, and the same calls are
 * made again. Every one must come out as foretold.
 */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as iam from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type AttachedPolicy, parsePolicy } from '@lockstead/policy';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseConfig } from '#config/config';
import { systemClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import { silentLog } from '#kernel/log';
import { RootKey } from '#kernel/root-key';
import { systemTimers } from '#kernel/timers';
import { type Running, start } from '#main';
import { readEvent } from '#replay/event/recorded-event';
import { judge, type Verdict } from '#replay/judge/judge';
import { type ProposedKind, policyKinds, prepared } from '#replay/judge/proposal';
import type { Membership } from '#service/ports';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const region = 'us-east-1';
const fullAccess = attached('scp', 'FullAWSAccess', { Effect: 'Allow', Action: '*', Resource: '*' });
const fullResourceAccess = attached('rcp', 'RCPFullAWSAccess', {
  Effect: 'Allow',
  Principal: '*',
  Action: '*',
  Resource: '*',
});
let running: Running;
let membership: Membership | undefined;

function attached(kind: ProposedKind, name: string, ...statements: readonly object[]): AttachedPolicy {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), policyKinds[kind]);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { name, document: parsed.document };
}

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const clientConfig = (credentials: Keys): object => ({
  endpoint: running.endpoint,
  region,
  credentials,
  maxAttempts: 1,
});
const adminKeys = (): Keys => ({
  accessKeyId: running.admin.accessKeyId,
  secretAccessKey: running.admin.secretAccessKey.reveal(),
});

interface Made {
  readonly requestId: string;
  readonly denied: boolean;
}

interface Call {
  readonly name: string;
  make(): Promise<Made>;
}

async function outcome(call: Promise<{ $metadata: { requestId?: string } }>): Promise<Made> {
  try {
    return { requestId: (await call).$metadata.requestId ?? '', denied: false };
  } catch (error) {
    const { name, $metadata } = error as { name: string; $metadata?: { requestId?: string } };
    if ($metadata?.requestId === undefined) throw error;
    return { requestId: $metadata.requestId, denied: name.startsWith('AccessDenied') };
  }
}

const trust = (): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: running.account }, Action: ['sts:AssumeRole', 'sts:TagSession'] }],
  });
const allowAll = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** What somebody does: reads and writes, on what is there and what is not, with conditions' keys in the parameters. */
function callsOf(who: string, keys: Keys): readonly Call[] {
  const [users, tokens, trails] = [
    new iam.IAMClient(clientConfig(keys)),
    new STSClient(clientConfig(keys)),
    new CloudTrailClient(clientConfig(keys)),
  ];
  const role = (name: string): string => `arn:aws:iam::${running.account}:role/${name}`;
  const send = {
    ListUsers: () => users.send(new iam.ListUsersCommand({})),
    ListRoles: () => users.send(new iam.ListRolesCommand({ PathPrefix: '/' })),
    GetBob: () => users.send(new iam.GetUserCommand({ UserName: 'bob' })),
    GetNobody: () => users.send(new iam.GetUserCommand({ UserName: 'nobody' })),
    GetRole: () => users.send(new iam.GetRoleCommand({ RoleName: 'app' })),
    ListOwnKeys: () => users.send(new iam.ListAccessKeysCommand({ UserName: 'alice' })),
    CreateGroup: () => users.send(new iam.CreateGroupCommand({ GroupName: `${who}-group`, Path: '/made/' })),
    DeleteGroup: () => users.send(new iam.DeleteGroupCommand({ GroupName: `${who}-group` })),
    CreateUser: () =>
      users.send(new iam.CreateUserCommand({ UserName: `${who}-user`, Tags: [{ Key: 'team', Value: 'red' }] })),
    TagUser: () => users.send(new iam.TagUserCommand({ UserName: 'bob', Tags: [{ Key: 'team', Value: 'blue' }] })),
    DeleteUser: () => users.send(new iam.DeleteUserCommand({ UserName: `${who}-user` })),
    AttachAdministrator: () =>
      users.send(
        new iam.AttachUserPolicyCommand({ UserName: 'bob', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
      ),
    AttachReadOnly: () =>
      users.send(
        new iam.AttachUserPolicyCommand({ UserName: 'bob', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
      ),
    PutUserPolicy: () =>
      users.send(new iam.PutUserPolicyCommand({ UserName: 'bob', PolicyName: 'p', PolicyDocument: allowAll })),
    CreateRole: () =>
      users.send(new iam.CreateRoleCommand({ RoleName: `${who}-role`, AssumeRolePolicyDocument: trust() })),
    DeleteRole: () => users.send(new iam.DeleteRoleCommand({ RoleName: `${who}-role` })),
    WhoAmI: () => tokens.send(new GetCallerIdentityCommand({})),
    AssumeApp: () => tokens.send(new AssumeRoleCommand({ RoleArn: role('app'), RoleSessionName: 'one' })),
    AssumeTagged: () =>
      tokens.send(
        new AssumeRoleCommand({
          RoleArn: role('app'),
          RoleSessionName: 'two',
          ExternalId: 'xx',
          Tags: [{ Key: 'team', Value: 'red' }],
        }),
      ),
    LookupEvents: () => trails.send(new LookupEventsCommand({ MaxResults: 1 })),
  };
  return Object.entries(send).map(([name, call]) => ({ name: `${who}: ${name}`, make: () => outcome(call()) }));
}

let calls: readonly Call[];
let boundaryArn: string;
beforeAll(async () => {
  running = await start(parseConfig({ port: '0', ephemeral: true, 'log-level': 'silent' }), {
    clock: systemClock(),
    entropy: systemEntropy(),
    timers: systemTimers,
    log: silentLog,
    rootKey: RootKey.generate(systemEntropy()),
    guardrails: { of: async () => membership },
  });
  const admin = new iam.IAMClient(clientConfig(adminKeys()));
  for (const UserName of ['alice', 'bob']) await admin.send(new iam.CreateUserCommand({ UserName }));
  await admin.send(new iam.PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'all', PolicyDocument: allowAll }));
  await admin.send(new iam.CreateRoleCommand({ RoleName: 'app', AssumeRolePolicyDocument: trust() }));
  await admin.send(new iam.PutRolePolicyCommand({ RoleName: 'app', PolicyName: 'all', PolicyDocument: allowAll }));
  const { AccessKey } = await admin.send(new iam.CreateAccessKeyCommand({ UserName: 'alice' }));
  const alice = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  const session = await running.giveCredentials(`arn:aws:iam::${running.account}:role/app`, 3600);
  if (session === undefined) throw new Error('the role has no credentials');
  const { Policy } = await admin.send(
    new iam.CreatePolicyCommand({ PolicyName: 'boundary', PolicyDocument: allowAll }),
  );
  boundaryArn = Policy?.Arn ?? '';
  calls = [...callsOf('alice', alice), ...callsOf('app', session)];
});
afterAll(() => running.stop());

/** By request id, what each of the calls would become. */
async function foretold(
  kind: ProposedKind,
  policies: readonly AttachedPolicy[],
  made: readonly Made[],
): Promise<readonly Verdict[]> {
  const proposal = prepared({ kind, policies, replacesFullAccess: false });
  const trail = new CloudTrailClient(clientConfig(adminKeys()));
  const verdicts = new Map<string, Verdict>();
  let NextToken: string | undefined;
  do {
    const page = await trail.send(new LookupEventsCommand({ ...(NextToken === undefined ? {} : { NextToken }) }));
    for (const { CloudTrailEvent = '' } of page.Events ?? []) {
      const { requestID } = JSON.parse(CloudTrailEvent) as { requestID: string };
      verdicts.set(requestID, judge(readEvent(CloudTrailEvent), proposal));
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return made.map(({ requestId }) => verdicts.get(requestId) ?? { outcome: 'unknown', reason: 'there is no event' });
}

async function makeAll(): Promise<readonly Made[]> {
  const made: Made[] = [];
  for (const call of calls) made.push(await call.make());
  return made;
}

/** As words, so that a difference can be read. */
async function compare(
  kind: ProposedKind,
  policies: readonly AttachedPolicy[],
  attach: () => Promise<void>,
): Promise<readonly Verdict[]> {
  const before = await makeAll();
  expect(before.filter(({ denied }) => denied)).toEqual([]);
  const verdicts = await foretold(kind, policies, before);
  await attach();
  const after = await makeAll();
  const said = calls.map(({ name }, i) => {
    const verdict = verdicts[i] as Verdict;
    if (verdict.outcome === 'depends') return `${name}: depends on ${verdict.on.join()}`;
    return `${name}: ${verdict.outcome}`;
  });
  const happened = calls.map(({ name }, i) => {
    const verdict = verdicts[i] as Verdict;
    if (verdict.outcome === 'depends') return `${name}: depends on ${verdict.on.join()}`;
    return `${name}: ${after[i]?.denied === true ? 'stops' : 'goesOn'}`;
  });
  expect(said).toEqual(happened);
  return verdicts;
}

const count = (verdicts: readonly Verdict[], outcome: Verdict['outcome']): number =>
  verdicts.filter((verdict) => verdict.outcome === outcome).length;

const deny = (more: object): object => ({ Effect: 'Deny', Action: '*', Resource: '*', ...more });

describe('service control policies', () => {
  test.each<[string, readonly object[], number, number?]>([
    ['everything', [deny({})], 38],
    ['a service', [deny({ Action: 'cloudtrail:*' })], 2],
    ['all but some actions', [deny({ Action: undefined, NotAction: ['iam:Get*', 'iam:List*', 'sts:*'] })], 22],
    ['resources', [deny({ Action: 'iam:*', Resource: 'arn:aws:iam::*:user/bob' })], 0, 10],
    ['what is made below a path', [deny({ Resource: 'arn:aws:iam::*:group/made/*' })], 2, 2],
    [
      'a region that is not this one',
      [deny({ Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-central-1' } } })],
      38,
    ],
    [
      'who is not somebody',
      [deny({ Condition: { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/alice' } } })],
      19,
    ],
    [
      'who has no second factor',
      [deny({ Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } })],
      38,
    ],
    ['from elsewhere', [deny({ Condition: { NotIpAddress: { 'aws:SourceIp': '127.0.0.0/8' } } })], 0],
    ['from here', [deny({ Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.1' } } })], 38],
    [
      'attaching one policy',
      [
        deny({
          Action: 'iam:AttachUserPolicy',
          Condition: { ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess' } },
        }),
      ],
      2,
    ],
    [
      'users without a boundary',
      [deny({ Action: 'iam:CreateUser', Condition: { Null: { 'iam:PermissionsBoundary': 'true' } } })],
      2,
    ],
    ['tags of a request', [deny({ Condition: { StringEquals: { 'aws:RequestTag/team': 'red' } } })], 4],
    [
      'an external id',
      [deny({ Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': 'xx' } } })],
      2,
    ],
    ['sessions with tags', [deny({ Action: 'sts:TagSession' })], 2],
    ['by name', [deny({ Condition: { StringEquals: { 'aws:username': 'alice' } } })], 19],
    ['temporary credentials', [deny({ Condition: { Null: { 'aws:TokenIssueTime': 'false' } } })], 19],
    ['later on', [deny({ Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } } })], 0],
    ['by a tag that nobody has', [deny({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red' } } })], 0, 38],
  ])('%s', async (_, statements, stops, depends = 0) => {
    const policy = attached('scp', 'proposed', ...statements);
    membership = undefined;
    const verdicts = await compare('scp', [policy], async () => {
      const serviceControl = [
        { target: 'r-root', policies: [fullAccess] },
        { target: running.account, policies: [fullAccess, policy] },
      ];
      membership = {
        organizationId: 'o-a1b2c3d4e5',
        path: 'o-a1b2c3d4e5/r-root/',
        isManagementAccount: false,
        serviceControl,
        resourceControl: [{ target: 'r-root', policies: [fullResourceAccess] }],
      };
    });
    membership = undefined;
    expect(count(verdicts, 'stops')).toBe(stops);
    expect(count(verdicts, 'depends')).toBe(depends);
    expect(count(verdicts, 'unknown')).toBe(0);
  });
});

describe('permissions boundaries', () => {
  const allow = (Action: string | readonly string[], more: object = {}): object => ({
    Effect: 'Allow',
    Action,
    Resource: '*',
    ...more,
  });

  test.each<[string, readonly object[], number]>([
    ['nothing but reading', [allow(['iam:Get*', 'iam:List*', 'sts:*', 'cloudtrail:*'])], 20],
    ['everything but denied', [allow('*'), deny({ Action: 'iam:Delete*' })], 6],
    ['one resource', [allow('iam:*', { Resource: 'arn:aws:iam::*:role/app' }), allow('sts:*')], 30],
  ])('%s', async (_, statements, stops) => {
    const admin = new iam.IAMClient(clientConfig(adminKeys()));
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    const verdicts = await compare('boundary', [attached('boundary', 'proposed', ...statements)], async () => {
      const { PolicyVersion } = await admin.send(
        new iam.CreatePolicyVersionCommand({ PolicyArn: boundaryArn, PolicyDocument, SetAsDefault: true }),
      );
      expect(PolicyVersion?.IsDefaultVersion).toBe(true);
      await admin.send(
        new iam.PutUserPermissionsBoundaryCommand({ UserName: 'alice', PermissionsBoundary: boundaryArn }),
      );
      await admin.send(
        new iam.PutRolePermissionsBoundaryCommand({ RoleName: 'app', PermissionsBoundary: boundaryArn }),
      );
    });
    await admin.send(new iam.DeleteUserPermissionsBoundaryCommand({ UserName: 'alice' }));
    await admin.send(new iam.DeleteRolePermissionsBoundaryCommand({ RoleName: 'app' }));
    expect(count(verdicts, 'stops')).toBe(stops);
  });
});
