/** `lockstead replay` on event files: what it prints, and how it ends. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder } from './cli.ts';
import { type Shown, shown } from './terminal.ts';

const folder = emptyFolder();
const account = '111122223333';
const roleArn = `arn:aws:iam::${account}:role/ci`;

function record(eventName: string, more: object = {}): object {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROACI:run',
      arn: `arn:aws:sts::${account}:assumed-role/ci/run`,
      accountId: account,
      accessKeyId: 'ASIACI',
      sessionContext: {
        sessionIssuer: { type: 'Role', arn: roleArn, accountId: account, userName: 'ci' },
        attributes: { creationDate: '2026-11-20T09:00:00Z', mfaAuthenticated: 'false' },
      },
    },
    eventTime: '2026-11-20T10:00:00Z',
    eventSource: 'ec2.amazonaws.com',
    eventName,
    awsRegion: 'us-west-2',
    sourceIPAddress: '203.0.113.5',
    requestParameters: { instancesSet: { items: [{ instanceId: 'i-1' }] } },
    eventID: 'e-1',
    eventType: 'AwsApiCall',
    recipientAccountId: account,
    ...more,
  };
}

const allow = (Action: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});
const deny = (more: object): object => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'No', Effect: 'Deny', Action: 'ec2:*', Resource: '*', ...more }],
});

beforeAll(() => {
  const put = (name: string, value: object): void => writeFileSync(join(folder.path, name), JSON.stringify(value));
  put('events.json', {
    Records: [
      record('StopInstances'),
      record('StopInstances', { eventTime: '2026-11-21T10:00:00Z', eventID: 'e-2' }),
      record('StopInstances', { awsRegion: 'eu-central-1' }),
      record('Odd', { eventSource: 'odd.amazonaws.com' }),
    ],
  });
  writeFileSync(
    join(folder.path, 'more.json.gz'),
    gzipSync(JSON.stringify({ Records: [record('DescribeInstances')] })),
  );
  put('region.json', deny({ Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-central-1' } } }));
  put('harmless.json', deny({ Action: 'iam:*' }));
  put('tag.json', deny({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'red' } } }));
  put('allow.json', allow('s3:*'));
  put('rcp.json', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }],
  });
  put('wrong.json', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }],
  });
  const shop = { name: 'Shop', email: 'shop@example.com', policies: ['list'] };
  const organization = (of: object): object => ({
    id: 'o-described0',
    managementAccount: '555566667777',
    policies: { list: { type: 'SERVICE_CONTROL_POLICY', content: allow('iam:*') } },
    root: {
      units: [
        { name: 'Work', id: 'ou-ab12-11111111', accounts: [of] },
        { name: 'Other', accounts: [{ name: 'Other', email: 'other@example.com', id: '444455556666' }] },
      ].slice(0, 'id' in of ? 2 : 1),
    },
  });
  put('organization.json', organization({ ...shop, id: account }));
  put('without-ids.json', organization(shop));
  writeFileSync(join(folder.path, 'cut.json'), '{"Records":[{"eventSource":"x"');
});
afterAll(() => folder.remove());

const run = (...argv: readonly string[]): Promise<Shown> =>
  shown(['replay', ...argv], { workingDirectory: folder.path, environment: {} });

describe('how it ends', () => {
  test.each<[number, readonly string[], string]>([
    [1, ['--scp', 'region.json', '--events', 'events.json'], '2 calls would stop'],
    [0, ['--scp', 'harmless.json', '--events', 'events.json'], '3 calls go on'],
    [1, ['--scp', 'tag.json', '--events', 'events.json'], 'depends on aws:PrincipalTag/team'],
    [
      0,
      ['--scp', 'region.json', '--events', 'events.json', '--management-account', account],
      '4 calls by the management account',
    ],
    [0, ['--scp', 'region.json', '--events', 'events.json', '--target', '444455556666'], '4 calls of other accounts'],
    [0, ['--scp', 'allow.json', '--events', 'events.json'], 'it stops nothing; with --detach FullAWSAccess'],
    [1, ['--scp', 'allow.json', '--detach', 'FullAWSAccess', '--events', 'events.json'], 'nothing in it allows this'],
    [0, ['--rcp', 'rcp.json', '--events', 'events.json'], '3 calls to services that honour no resource control policy'],
    [1, ['--boundary', 'allow.json', '--events', 'events.json', '--target', roleArn], '3 calls would stop'],
    [1, ['--scp', 'region.json', '--events', 'events.json', 'more.json.gz'], '5 calls in 2 files, 1 account'],
    [0, ['--scp', 'harmless.json', '--events', '-'], '0 calls in 1 file'],
  ])('%i for %j', async (expected, argv, says) => {
    const { code, out, err } = await run(...argv);
    expect([code, err]).toEqual([expected, '']);
    expect(out).toContain(says);
  });
});

const described = ['--organization', 'organization.json'];

describe('at a place of an organization', () => {
  const asked = ['--events', 'events.json', ...described];
  test.each<[number, readonly string[], string]>([
    [
      1,
      ['--scp', 'region.json', '--target', 'Work'],
      'What would region.json stop as a service control policy on Work?',
    ],
    [1, ['--scp', 'region.json', '--target', 'ou-ab12-11111111'], '2 calls would stop'],
    [1, ['--scp', 'region.json', '--target', account], 'on the account 111122223333?'],
    [0, ['--scp', 'region.json', '--target', 'Other'], '4 calls of accounts that are elsewhere than the target'],
    [1, ['--scp', 'region.json'], 'on the root?'],
    [
      1,
      ['--detach', 'list', '--detach', 'FullAWSAccess', '--target', 'Shop', '--scp', 'allow.json'],
      'without list, FullAWSAccess',
    ],
    [0, ['--detach', 'list', '--target', 'Shop'], '✓ 3 calls go on'],
    [
      1,
      ['--detach', 'FullAWSAccess', '--target', 'Shop'],
      'What would stop without FullAWSAccess on the account 111122223333?',
    ],
    [0, ['--scp', 'allow.json', '--detach', 'FullAWSAccess', '--target', 'Other'], 'elsewhere than the target'],
    [0, ['--scp', 'harmless.json', '--target', roleArn], '3 calls go on'],
  ])('%i for %j', async (expected, argv, says) => {
    const { code, out, err } = await run(...argv, ...asked);
    expect([code, err]).toEqual([expected, '']);
    expect(out).toContain(says);
  });

  test('in Markdown and JSON the same is said', async () => {
    const argv = ['--detach', 'FullAWSAccess', '--target', 'Shop', ...asked];
    expect((await run(...argv, '--markdown')).out).toContain(
      '### Without `FullAWSAccess` on `the account 111122223333`',
    );
    expect(JSON.parse((await run(...argv, '--json')).out)).toMatchObject({
      kind: 'scp',
      policies: [],
      target: 'the account 111122223333',
      detached: 'FullAWSAccess',
      stops: [{ action: 'ec2:StopInstances', count: 3 }],
    });
  });
});

describe('nonsense is 2, in one sentence, and nothing is printed', () => {
  const events = ['--events', 'events.json'];
  test.each<[readonly string[], string]>([
    [events, 'takes a policy: --scp FILE, --rcp FILE or --boundary FILE.'],
    [['--scp', 'region.json'], 'takes events: --events FILES'],
    [
      ['--scp', 'region.json', '--since', 'P1D', ...events],
      'Events come from files (--events) or from a server (--since).',
    ],
    [['--scp', 'region.json', '--since', 'monday'], 'it takes a duration such as P30D'],
    [['--scp', 'region.json', '--rcp', 'rcp.json', ...events], '--scp and --rcp are tried one at a time.'],
    [['--scp', 'nowhere.json', ...events], 'nowhere.json cannot be read: there is no such file.'],
    [['--scp', 'wrong.json', ...events], 'wrong.json, line 1, column 55:'],
    [['--scp', 'region.json', '--events', 'nowhere.json'], 'nowhere.json: there is no such file.'],
    [
      ['--scp', 'region.json', ...events, 'cut.json'],
      'cut.json, line 1, record 1: the file ends in the middle of a record or list.',
    ],
    [
      ['--scp', 'region.json', ...events, '--target', 'ou-ab12-cdef3456'],
      'no organization is described here. --organization FILES',
    ],
    [
      ['--scp', 'region.json', ...events, '--target', 'everybody'],
      'it takes an account id, or the ARN of a user or role; of OUs by name',
    ],
    [['--rcp', 'rcp.json', ...events, '--target', roleArn], 'is attached to accounts'],
    [['--scp', 'region.json', ...events, '--detach', 'Mine'], 'what it allows is not known'],
    [['--detach', 'Mine', ...events], '--organization FILES describes one.'],
    [['--boundary', 'allow.json', ...events, ...described], '--organization goes with --scp, --rcp and --detach'],
    [
      ['--scp', 'region.json', ...events, ...described, '--management-account', '999999999999'],
      '--management-account 999999999999: the organization that is described has 555566667777.',
    ],
    [
      ['--scp', 'region.json', ...events, ...described, '--organization-id', 'o-a1b2c3d4e5'],
      '--organization-id o-a1b2c3d4e5: the organization that is described has o-described0.',
    ],
    [
      ['--scp', 'region.json', ...events, '--target', 'Elsewhere', ...described],
      '--target: the organization has no place Elsewhere.',
    ],
    [['--scp', 'region.json', ...events, '--detach', 'mine', ...described], '--detach: mine is not attached to Root.'],
    [
      ['--detach', 'FullAWSAccess', '--target', 'Work', ...events, ...described],
      'AWS detaches the last service control policy of no place',
    ],
    [['--scp', 'region.json', ...events, '--organization', 'without-ids.json'], 'have no ids in the description'],
    [
      ['--scp', 'region.json', ...events, '--organization', 'region.json'],
      'region.json, line 1: Version: "Version" is not known here',
    ],
    [['--boundary', 'allow.json', ...events, '--detach', 'FullAWSAccess'], '--detach goes with --scp'],
    [['--scp', 'region.json', ...events, '--management-account', '1'], '12 digits'],
    [['--scp', 'region.json', ...events, '--organization-id', 'mine'], 'o-a1b2c3d4e5'],
    [['--scp', 'region.json', ...events, '--json', '--markdown'], 'say different things'],
  ])('%j', async (argv, says) => {
    const { code, out, err } = await run(...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err.replaceAll('\n', ' ')).toContain(says);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });
});

test('JSON has everything: counts, groups with times, an example and what denies, and unknown calls', async () => {
  const { out } = await run('--scp', 'region.json', '--events', 'events.json', '--json');
  expect(JSON.parse(out)).toMatchObject({
    kind: 'scp',
    policies: ['region.json'],
    files: 1,
    accounts: [account],
    counts: { events: 4, calls: 4, stops: 2, depends: 0, goesOn: 1, unknown: 1, deniedAlready: 0, notCalls: 0 },
    stops: [
      {
        principal: roleArn,
        action: 'ec2:StopInstances',
        count: 2,
        first: '2026-11-20T10:00:00Z',
        last: '2026-11-21T10:00:00Z',
        example: { eventId: 'e-1', resource: `arn:aws:ec2:us-west-2:${account}:instance/i-1`, region: 'us-west-2' },
        by: { policy: 'region.json', statement: 0, sid: 'No' },
      },
    ],
    depends: [],
    unknownCalls: [{ eventSource: 'odd.amazonaws.com', eventName: 'Odd', count: 1 }],
  });
});

test('Markdown for a pull request, in which the events can write nothing of their own', async () => {
  const evil = record('StopInstances', {
    requestParameters: { instancesSet: { items: [{ instanceId: 'i`|<img src=x>\n# x' }] } },
  });
  writeFileSync(join(folder.path, 'evil.json'), JSON.stringify({ Records: [evil] }));
  const { code, out } = await run('--scp', 'region.json', '--events', 'evil.json', '--markdown');
  expect(code).toBe(1);
  expect(out).toContain('✗ **1 call would stop**');
  expect(out).toContain(`| \`${roleArn}\` | \`ec2:StopInstances\` | 1 | 2026-11-20 10:00 |`);
  expect(out).toContain("instance/i'\\|<img src=x> # x`");
  expect(out.split('\n').filter((line) => line.startsWith('# '))).toEqual([]);
});

test('a terminal sees how far it has come, and nothing of it stays', async () => {
  const { out, err } = await shown(['replay', '--scp', 'region.json', '--events', 'events.json'], {
    workingDirectory: folder.path,
    isErrorTerminal: true,
    errorColumns: 80,
  });
  expect(out).toContain('would stop');
  expect(err).toContain(' %');
  expect(err.endsWith('\r\u001b[2K')).toBe(true);
});

test('demo guardrail: a guardrail that breaks things, and one that does not', async () => {
  const { code, out, err } = await shown(['demo', 'guardrail'], { workingDirectory: folder.path });
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('would stop');
  expect(out).toContain('ecr-public:GetAuthorizationToken');
  expect(out).toContain('✓ nothing that was used would stop');
  expect(out).not.toContain('✗ The');
});
