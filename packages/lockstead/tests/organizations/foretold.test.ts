/**
 * The dry run at a place of an organization is right: calls are made in its accounts, what a change would stop is foretold from their events, the change
 * is made, and the same calls are made again. Every one that is foretold must come out so; in an organization that was made here, and in one that was
 * imported.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as iam from '@aws-sdk/client-iam';
import * as org from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OrganizationsCalls } from '#cli/org/organizations-calls';
import { readLive } from '#cli/org/read-live';
import { replay } from '#cli/replay';
import { proposedIn } from '#cli/replay/proposed';
import { parseWords } from '#cli/words';
import { AdminClient } from '#client/admin-client';
import { systemClock } from '#kernel/clock';
import { Secret } from '#kernel/secret';
import type { PaperOrganization } from '#organization/paper';
import { partsOf } from '#organization/parts';
import { readEvent } from '#replay/event/recorded-event';
import { judge, type Verdict } from '#replay/judge/judge';
import { prepared } from '#replay/judge/proposal';
import { plainly } from '#terminal/typed';
import type { Keys } from '../support/lockstead.ts';
import { created, organizationsClient } from './organization.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstead-foretold-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Account = 'shop' | 'site' | 'lab' | 'outsider';
type Unit = 'Root' | 'prod' | 'prod/web' | 'dev';

interface House {
  readonly cloud: Cloud;
  readonly client: org.OrganizationsClient;
  readonly accounts: Readonly<Record<Account, string>>;
  readonly places: Readonly<Record<Unit, string>>;
  readonly organization: () => Promise<PaperOrganization | undefined>;
  /** As the flag of the command takes it; absent: the server tells. */
  readonly files?: readonly string[];
}

const statement = (Effect: 'Allow' | 'Deny', Action: string | readonly string[], more: object = {}): object => ({
  Effect,
  Action,
  Resource: '*',
  ...more,
});
const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

function adminOf({ endpoint, credentials: { accessKeyId, secretAccessKey } }: Cloud): AdminClient {
  const server = { endpoint: new URL(endpoint), region: 'us-east-1', dataDirectory: '/nowhere', certificates: [] };
  const keys = { accessKeyId, secretAccessKey: new Secret(secretAccessKey), source: 'the test', isGuess: false };
  return new AdminClient(server, keys, systemClock());
}
const liveOf = async (cloud: Cloud): Promise<PaperOrganization | undefined> =>
  await readLive(await OrganizationsCalls.of(adminOf(cloud)));

/** Two policies stand on the OU `prod` already: a list that allows, and beside it a deny with a condition. */
async function made(): Promise<House> {
  const cloud = await startLockstead({ ephemeral: true });
  const client = organizationsClient(cloud);
  await client.send(new org.CreateOrganizationCommand({}));
  const { Roots } = await client.send(new org.ListRootsCommand({}));
  const RootId = Roots?.[0]?.Id ?? '';
  await client.send(new org.EnablePolicyTypeCommand({ RootId, PolicyType: 'RESOURCE_CONTROL_POLICY' }));
  const unit = async (Name: string, ParentId = RootId): Promise<string> =>
    (await client.send(new org.CreateOrganizationalUnitCommand({ Name, ParentId }))).OrganizationalUnit?.Id ?? '';
  const prod = await unit('prod');
  const places = { Root: RootId, prod, 'prod/web': await unit('web', prod), dev: await unit('dev') };
  const account = async (name: string, to: string): Promise<string> => {
    const { CreateAccountStatus } = await client.send(
      new org.CreateAccountCommand({ AccountName: name, Email: `${name}@example.com` }),
    );
    const { AccountId = '' } = await created(client, CreateAccountStatus?.Id);
    if (to !== RootId)
      await client.send(new org.MoveAccountCommand({ AccountId, SourceParentId: RootId, DestinationParentId: to }));
    return AccountId;
  };
  const accounts = {
    shop: await account('shop', places.prod),
    site: await account('site', places['prod/web']),
    lab: await account('lab', places.dev),
    outsider: await account('outsider', RootId),
  };
  await cloud.clock.advance('P5D');
  await client.send(new org.RemoveAccountFromOrganizationCommand({ AccountId: accounts.outsider }));
  const list = document(statement('Allow', ['iam:*', 'sts:*']));
  for (const [Name, Content] of [
    ['list', list],
    ['tagged', document(statement('Deny', '*', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red' } } }))],
  ] as const) {
    const input = { Name, Content, Description: '', Type: 'SERVICE_CONTROL_POLICY' as const };
    const PolicyId = (await client.send(new org.CreatePolicyCommand(input))).Policy?.PolicySummary?.Id;
    await client.send(new org.AttachPolicyCommand({ PolicyId, TargetId: prod }));
  }
  return { cloud, client, accounts, places, organization: () => liveOf(cloud) };
}

/** The same, in another server: as `import org` brings it in. The outsider is an account there before. */
async function imported({ cloud: real, accounts, places }: House): Promise<House> {
  const cloud = await startLockstead({ ephemeral: true, accountId: real.accountId });
  const client = organizationsClient(cloud);
  const paper = await liveOf(real);
  if (paper === undefined) throw new Error('there is no organization');
  const outside = {
    begin: {
      id: 'o-elsewhere00',
      managementAccount: accounts.outsider,
      rootId: 'r-else',
      featureSet: 'ALL',
      policyTypes: [],
      services: [],
      name: 'outsider',
      email: 'outsider@example.com',
    },
  };
  for (const part of [outside, ...partsOf(paper, places.Root)]) await adminOf(cloud).post('organization', part);
  // As a description with ids.
  const described = { ...paper, root: nested(paper, places.Root), policies: policiesOf(paper), places: undefined };
  writeFileSync(join(folder, 'organization.json'), JSON.stringify(described));
  return { cloud, client, accounts, places, organization: () => liveOf(cloud), files: ['organization.json'] };
}

function policiesOf({ policies }: PaperOrganization): object {
  return Object.fromEntries(
    [...policies.values()].map(({ key, id, name, type, content }) => [key, { id, name, type, content }]),
  );
}

function nested({ places }: PaperOrganization, key: string): object {
  const inside = [...places.values()].filter(({ parent }) => parent === key);
  const place = places.get(key);
  return {
    ...(place?.kind === 'root' ? {} : { name: place?.name }),
    id: key,
    policies: place?.policies,
    fullAccess: place?.withoutFullAccess !== true,
    accounts: inside.flatMap(({ id, name, account, policies }) =>
      account === undefined ? [] : [{ id, name, email: account.email, policies }],
    ),
    units: inside
      .filter(({ kind }) => kind === 'unit')
      .map((unit) => nested({ places } as PaperOrganization, unit.key)),
  };
}

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
    // A call that goes on may find that a call before it was stopped, or not undone.
    const isOurs =
      name.startsWith('AccessDenied') || name.startsWith('NoSuchEntity') || name.startsWith('EntityAlreadyExists');
    if ($metadata?.requestId === undefined || !isOurs) throw error;
    return { requestId: $metadata.requestId, denied: name.startsWith('AccessDenied') };
  }
}

/** A role in every account that all accounts are trusted with, and whoever acts. */
async function callers({ cloud, accounts }: House): Promise<readonly Call[]> {
  const trust = document({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' });
  const calls: Call[] = [];
  for (const account of Object.values(accounts)) {
    const users = new iam.IAMClient({
      ...cloud.clientConfig(),
      credentials: await cloud.as(`arn:aws:iam::${account}:root`),
    });
    await users.send(new iam.CreateRoleCommand({ RoleName: 'shared', AssumeRolePolicyDocument: trust }));
    await users.send(
      new iam.PutRolePolicyCommand({
        RoleName: 'shared',
        PolicyName: 'all',
        PolicyDocument: document(statement('Allow', '*')),
      }),
    );
    await users.send(new iam.CreateUserCommand({ UserName: 'alice' }));
    await users.send(
      new iam.PutUserPolicyCommand({
        UserName: 'alice',
        PolicyName: 'all',
        PolicyDocument: document(statement('Allow', '*')),
      }),
    );
    const { AccessKey } = await users.send(new iam.CreateAccessKeyCommand({ UserName: 'alice' }));
    const alice = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
    const name = Object.entries(accounts).find(([, id]) => id === account)?.[0] ?? '';
    calls.push(...callsOf(`${name} alice`, cloud, alice, accounts));
    calls.push(...callsOf(`${name} shared`, cloud, await cloud.as(`arn:aws:iam::${account}:role/shared`), accounts));
    calls.push(...callsOf(`${name} root`, cloud, await cloud.as(`arn:aws:iam::${account}:root`), {}));
  }
  return [...calls, ...callsOf('management admin', cloud, cloud.credentials, accounts)];
}

function callsOf(
  who: string,
  cloud: Cloud,
  credentials: Keys,
  accounts: Readonly<Partial<Record<Account, string>>>,
): readonly Call[] {
  const config = { ...cloud.clientConfig(), credentials, maxAttempts: 1 };
  const [users, tokens] = [new iam.IAMClient(config), new STSClient(config)];
  const group = `g-${who.replaceAll(' ', '-')}`;
  const send: Record<string, () => Promise<{ $metadata: { requestId?: string } }>> = {
    ListUsers: () => users.send(new iam.ListUsersCommand({})),
    GetUser: () => users.send(new iam.GetUserCommand({ UserName: 'alice' })),
    CreateGroup: () => users.send(new iam.CreateGroupCommand({ GroupName: group })),
    DeleteGroup: () => users.send(new iam.DeleteGroupCommand({ GroupName: group })),
    WhoAmI: () => tokens.send(new GetCallerIdentityCommand({})),
    ...Object.fromEntries(
      Object.entries(accounts).map(([name, id]) => [
        `assume ${name}`,
        () => tokens.send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${id}:role/shared`, RoleSessionName: 'one' })),
      ]),
    ),
  };
  return Object.entries(send).map(([name, call]) => ({ name: `${who}: ${name}`, make: () => outcome(call()) }));
}

interface Case {
  readonly kind: 'scp' | 'rcp';
  readonly target: Unit | Account | 'role';
  readonly statements?: readonly object[];
  readonly detach?: readonly string[];
  /** Beyond what is proposed, policies on the place are as they were. */
  readonly stops: number;
  readonly depends?: number;
}

const cases: readonly [string, Case][] = [
  ['a deny on an OU', { kind: 'scp', target: 'prod', statements: [statement('Deny', 'iam:CreateGroup')], stops: 6 }],
  [
    'a deny on an OU inside',
    { kind: 'scp', target: 'prod/web', statements: [statement('Deny', 'iam:*Group')], stops: 6 },
  ],
  ['a deny on the root', { kind: 'scp', target: 'Root', statements: [statement('Deny', 'iam:ListUsers')], stops: 9 }],
  [
    'a deny on one account',
    { kind: 'scp', target: 'lab', statements: [statement('Deny', 'sts:AssumeRole')], stops: 8 },
  ],
  [
    'a deny of a place in the organization',
    {
      kind: 'scp',
      target: 'Root',
      statements: [
        statement('Deny', 'iam:GetUser', {
          Condition: { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': '*/PROD/*' } },
        }),
      ],
      stops: 6,
    },
  ],
  [
    'what an OU’s tags may say',
    {
      kind: 'scp',
      target: 'dev',
      statements: [statement('Deny', 'iam:GetUser', { Condition: { StringEquals: { 'aws:PrincipalTag/x': 'y' } } })],
      stops: 0,
      depends: 2,
    },
  ],
  ['one role alone', { kind: 'scp', target: 'role', statements: [statement('Deny', 'iam:*')], stops: 4 }],
  ['FullAWSAccess goes, and a list stays', { kind: 'scp', target: 'prod', detach: ['FullAWSAccess'], stops: 0 }],
  ['the list goes, and FullAWSAccess stays', { kind: 'scp', target: 'prod', detach: ['list'], stops: 0 }],
  ['a deny goes', { kind: 'scp', target: 'prod', detach: ['tagged'], stops: 0 }],
  [
    'FullAWSAccess goes from a place without a list',
    {
      kind: 'scp',
      target: 'prod/web',
      statements: [statement('Allow', ['iam:List*', 'sts:*'])],
      detach: ['FullAWSAccess'],
      stops: 9,
    },
  ],
  [
    'both go, and another list comes',
    {
      kind: 'scp',
      target: 'prod',
      statements: [statement('Allow', ['iam:Get*', 'sts:AssumeRole'])],
      detach: ['FullAWSAccess', 'list'],
      stops: 18,
    },
  ],
  [
    'nobody from outside may assume',
    {
      kind: 'rcp',
      target: 'Root',
      statements: [
        statement('Deny', 'sts:AssumeRole', {
          Principal: '*',
          Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'ORG' } },
        }),
      ],
      stops: 0,
      depends: 6,
    },
  ],
  [
    'only the own OU may assume',
    {
      kind: 'rcp',
      target: 'prod',
      statements: [
        statement('Deny', 'sts:AssumeRole', {
          Principal: '*',
          Condition: { 'ForAllValues:StringNotLike': { 'aws:PrincipalOrgPaths': '*/PROD/*' } },
        }),
      ],
      stops: 6,
      depends: 4,
    },
  ],
  [
    'nobody may assume in one account',
    { kind: 'rcp', target: 'site', statements: [statement('Deny', 'sts:AssumeRole', { Principal: '*' })], stops: 9 },
  ],
];

/** All events of all accounts, by request. Those that are `known` are not read again: the newest come first. */
async function events({ cloud, accounts }: House, known: Map<string, Map<string, string>>): Promise<void> {
  for (const account of [cloud.accountId, ...Object.values(accounts)]) {
    const credentials = await cloud.as(`arn:aws:iam::${account}:root`);
    const trail = new CloudTrailClient({ ...cloud.clientConfig(), credentials });
    let NextToken: string | undefined;
    do {
      const input = { MaxResults: 50, ...(NextToken === undefined ? {} : { NextToken }) };
      const page = await trail.send(new LookupEventsCommand(input));
      let fresh = 0;
      for (const { CloudTrailEvent = '', EventId = '' } of page.Events ?? []) {
        const { requestID } = JSON.parse(CloudTrailEvent) as { requestID: string };
        const ofRequest = known.get(requestID) ?? new Map<string, string>();
        if (!ofRequest.has(EventId)) fresh += 1;
        known.set(requestID, ofRequest.set(EventId, CloudTrailEvent));
      }
      NextToken = fresh === 0 ? undefined : page.NextToken;
    } while (NextToken !== undefined);
  }
}

/** A call across accounts has an event in both; it stops where one of them says so. */
function together(verdicts: readonly Verdict[]): Verdict['outcome'] | undefined {
  const outcomes = verdicts.map(({ outcome: each }) => each);
  return (['stops', 'depends', 'unknown', 'goesOn', 'exempt', 'deniedAlready'] as const).find((each) =>
    outcomes.includes(each),
  );
}

describe.each<['here' | 'imported']>([['here'], ['imported']])('an organization that is %s', (which) => {
  let house: House;
  let real: House | undefined;
  let calls: readonly Call[];
  const recorded = new Map<string, Map<string, string>>();
  beforeAll(async () => {
    house = await made();
    if (which === 'imported') {
      real = house;
      house = await imported(real);
    }
    calls = await callers(house);
  }, 120_000);
  afterAll(async () => {
    await house.cloud.stop();
    await real?.cloud.stop();
  });

  test.each(cases)('%s', async (name, { kind, target, statements, detach = [], stops, depends = 0 }) => {
    const { client, places, accounts, organization, files = [] } = house;
    const paper = await organization();
    const filled = JSON.stringify(statements ?? [])
      .replaceAll('ORG', paper?.id ?? '')
      .replaceAll('PROD', places.prod);
    const file = join(folder, `${which}.json`);
    writeFileSync(file, document(...(JSON.parse(filled) as object[])));
    const isAccount = target in accounts;
    const targetId =
      target === 'role' ? accounts.site : isAccount ? accounts[target as Account] : places[target as Unit];
    const word = target === 'role' ? `arn:aws:iam::${accounts.site}:role/shared` : isAccount ? targetId : target;
    const argv = [
      ...(statements === undefined ? [] : [`--${kind}`, file]),
      '--target',
      word,
      ...detach.flatMap((each) => ['--detach', each]),
      ...files.flatMap((each) => ['--organization', each]),
    ];
    const terminal = {
      out: () => {},
      err: () => {},
      isTerminal: false,
      environment: {},
      workingDirectory: folder,
      typed: plainly,
    } as never;
    const { proposal } = await proposedIn(parseWords(replay, argv), terminal, organization);
    const asked = prepared(proposal);

    const before: Made[] = [];
    for (const call of calls) before.push(await call.make());
    expect(calls.filter((_, i) => before[i]?.denied).map((call) => call.name)).toEqual([]);
    await events(house, recorded);
    const verdicts = before.map(({ requestId }) =>
      together([...(recorded.get(requestId)?.values() ?? [])].map((text) => judge(readEvent(text), asked))),
    );

    const undo: (() => Promise<unknown>)[] = [];
    const attach = async (PolicyId: string | undefined): Promise<void> => {
      await client.send(new org.AttachPolicyCommand({ PolicyId, TargetId: targetId }));
      undo.unshift(() => client.send(new org.DetachPolicyCommand({ PolicyId, TargetId: targetId })));
    };
    if (statements !== undefined) {
      const Type = kind === 'scp' ? 'SERVICE_CONTROL_POLICY' : 'RESOURCE_CONTROL_POLICY';
      // What binds one role alone is a policy with that condition.
      const only = target === 'role' ? { Condition: { ArnLike: { 'aws:PrincipalArn': word } } } : {};
      const Content = document(...(JSON.parse(filled) as object[]).map((one) => ({ ...one, ...only })));
      const input = { Name: name.replaceAll('’', ''), Description: '', Type, Content } as const;
      const PolicyId = (await client.send(new org.CreatePolicyCommand(input))).Policy?.PolicySummary?.Id;
      await attach(PolicyId);
      undo.push(() => client.send(new org.DeletePolicyCommand({ PolicyId })));
    }
    for (const each of detach) {
      const PolicyId =
        each === 'FullAWSAccess'
          ? 'p-FullAWSAccess'
          : [...(paper?.policies.values() ?? [])].find((one) => one.name === each)?.key;
      await client.send(new org.DetachPolicyCommand({ PolicyId, TargetId: targetId }));
      undo.unshift(() => client.send(new org.AttachPolicyCommand({ PolicyId, TargetId: targetId })));
    }
    const after: Made[] = [];
    for (const call of calls) after.push(await call.make());
    for (const step of undo) await step();

    const said = calls.map((call, i) => `${call.name}: ${verdicts[i] === 'exempt' ? 'goesOn' : verdicts[i]}`);
    const happened = calls.map(
      (call, i) =>
        `${call.name}: ${verdicts[i] === 'depends' ? 'depends' : after[i]?.denied === true ? 'stops' : 'goesOn'}`,
    );
    expect(said).toEqual(happened);
    expect([
      verdicts.filter((each) => each === 'stops').length,
      verdicts.filter((each) => each === 'depends').length,
    ]).toEqual([stops, depends]);
  });
});
