/** `lockstead org apply` and `org show` against a running server. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as iam from '@aws-sdk/client-iam';
import * as org from '@aws-sdk/client-organizations';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { carryOut } from '#cli/org/carry-out';
import { OrganizationsCalls } from '#cli/org/organizations-calls';
import { matched, plan } from '#cli/org/plan';
import { readLive } from '#cli/org/read-live';
import { AdminClient } from '#client/admin-client';
import { systemClock } from '#kernel/clock';
import { Secret } from '#kernel/secret';
import { readDescription } from '#organization/description/read-description';
import { Failure } from '#terminal/exit';
import { type Shown, shown } from '../cli/terminal.ts';
import { organizationsClient } from './organization.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstead-org-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let cloud: Cloud;
beforeEach(async () => {
  cloud = await startLockstead({ ephemeral: true });
});
afterEach(() => cloud.stop());

const run = (
  argv: readonly string[],
  more: { readonly confirm?: (question: string) => Promise<boolean> } = {},
): Promise<Shown> => {
  const { accessKeyId, secretAccessKey } = cloud.credentials;
  const environment = {
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  return shown(argv, { workingDirectory: folder, environment, ...more });
};
const described = (text: string): void => writeFileSync(join(folder, 'o.yaml'), text);
const apply = (...more: readonly string[]): Promise<Shown> => run(['org', 'apply', 'o.yaml', ...more]);
interface Told {
  readonly made: boolean;
  readonly changes: readonly { readonly change: string; readonly text: string }[];
  readonly undescribed: readonly string[];
  readonly accounts: readonly {
    readonly id: string;
    readonly email: string;
    readonly place: string;
    readonly env?: string;
  }[];
}
const applied = async (...more: readonly string[]): Promise<Told> =>
  JSON.parse((await apply('--yes', '--json', ...more)).out) as Told;
const texts = ({ changes }: Told): readonly string[] => changes.map(({ text }) => text);

const deny = (action: string): string =>
  `{Version: '2012-10-17', Statement: [{Effect: Deny, Action: '${action}', Resource: '*'}]}`;
const policies = `
policies:
  no-keys: {type: SERVICE_CONTROL_POLICY, content: ${deny('iam:CreateAccessKey')}}
  no-users: {type: SERVICE_CONTROL_POLICY, content: ${deny('iam:CreateUser')}}
  approved: {type: SERVICE_CONTROL_POLICY, content: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: ['iam:*', 'sts:*'], Resource: '*'}]}}
  inside: {type: RESOURCE_CONTROL_POLICY, content: {Version: '2012-10-17', Statement: [{Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*'}]}}
`;
const first = `services: [config.amazonaws.com]${policies}
root:
  policies: [inside]
  accounts:
    - {name: Finance, email: finance@example.com, tags: {team: money}}
  units:
    - name: Work
      policies: [no-keys]
      units:
        - name: Prod
          policies: [approved]
          fullAccess: false
          accounts:
            - {name: Shop, email: shop@example.com, administers: [config.amazonaws.com]}
`;

test('a described organization is planned, asked for, made, and then as described', async () => {
  described(first);
  const planned = await apply();
  expect(planned.code).toBe(1);
  expect(planned.err).toContain('without --yes');
  expect(planned.out).toContain('+ make the OU Work/Prod');
  const client = organizationsClient(cloud);
  const describeOrganization = new org.DescribeOrganizationCommand({});
  await expect(client.send(describeOrganization)).rejects.toMatchObject({ name: 'AWSOrganizationsNotInUseException' });

  const questions: string[] = [];
  const confirm = async (question: string): Promise<boolean> => {
    questions.push(question);
    return questions.length > 1;
  };
  expect((await run(['org', 'apply', 'o.yaml'], { confirm })).code).toBe(1);
  await expect(client.send(describeOrganization)).rejects.toMatchObject({ name: 'AWSOrganizationsNotInUseException' });
  const made = await run(['org', 'apply', 'o.yaml'], { confirm });
  expect([made.code, made.err, questions]).toEqual([0, '', ['Make these 17 changes?', 'Make these 17 changes?']]);

  const again = await applied();
  expect([again.made, again.changes, again.undescribed]).toEqual([true, [], []]);
  const [finance, shop] = again.accounts;
  expect([finance?.place, shop?.place]).toEqual(['Root', 'Work/Prod']);
  expect(shop?.env).toBe(`lockstead env --as arn:aws:iam::${shop?.id}:role/OrganizationAccountAccessRole`);
  expect(made.out).toContain(`  ${shop?.env}\n`);

  const keys = await cloud.as(`arn:aws:iam::${shop?.id}:role/OrganizationAccountAccessRole`);
  const inShop = new iam.IAMClient({ ...cloud.clientConfig(), credentials: keys });
  await inShop.send(new iam.CreateUserCommand({ UserName: 'clerk' }));
  await expect(inShop.send(new iam.CreateAccessKeyCommand({ UserName: 'clerk' }))).rejects.toMatchObject({
    message: expect.stringContaining('with an explicit deny in a service control policy'),
  });

  const tree = await run(['org', 'show']);
  const shape = tree.out.replaceAll(/ (r|ou)-[\w-]+/g, '').replaceAll(/ \d{12}/g, '');
  expect(shape).toContain(`
Root  [inside]
├─ Finance finance@example.com
├─ Management account root@${cloud.accountId}.lockstead.local  (management account, which no guardrail binds)
└─ Work  [no-keys]
   └─ Prod  [approved, without FullAWSAccess]
      └─ Shop shop@example.com
`);
  const json = JSON.parse((await run(['org', 'show', '--json'])).out) as {
    readonly root: {
      readonly units: readonly { readonly units: readonly { readonly accounts: readonly object[] }[] }[];
    };
  };
  expect(json.root.units[0]?.units[0]?.accounts[0]).toMatchObject({
    id: shop?.id,
    boundBy: [{ name: 'inside' }, { name: 'no-keys' }, { name: 'approved' }],
  });
});

test('a description that has changed: what binds comes first, what has to go goes last, the rest stays', async () => {
  described(first);
  await applied();
  described(`${policies.replace('iam:CreateUser', 'iam:DeleteUser')}
root:
  accounts:
    - {name: Shop, email: SHOP@example.com, policies: [no-users], administers: []}
    - {name: Finance, email: finance@example.com, tags: {cost: '7'}}
  units:
    - {name: Work, policies: [no-users]}
    - {name: New}
`);
  const told = await applied();
  expect(texts(told)).toEqual(
    [
      'make the OU New',
      'attach no-users to Work',
      'attach no-users to Shop (SHOP@example.com)',
      'move the account Shop (SHOP@example.com) from Work/Prod to the root',
      'let Shop (SHOP@example.com) be no administrator of config.amazonaws.com any more',
      'detach inside from the root',
      'detach no-keys from Work',
      'set the tags of Finance (finance@example.com): cost=7, without team',
    ].toSpliced(0, 0, 'change the content of the policy no-users'),
  );
  expect(told.undescribed).toEqual([expect.stringMatching(/^OU Work\/Prod \(ou-/)]);
  expect((await applied()).changes).toEqual([]);
});

test('five policies in the place of five others, and of FullAWSAccess', async () => {
  const five = (letter: string): readonly string[] => [1, 2, 3, 4, 5].map((n) => letter + n);
  const allow = `{Version: '2012-10-17', Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}`;
  const all = [...five('a'), ...five('b')].map(
    (name) => `  ${name}: {type: SERVICE_CONTROL_POLICY, content: ${allow}}\n`,
  );
  const tree = (unit: string): string => `policies:\n${all.join('')}root: {units: [{name: Work, ${unit}}]}\n`;
  for (const unit of [
    `fullAccess: false, policies: [${five('a').join()}]`,
    `fullAccess: false, policies: [${five('b').join()}]`,
    `policies: [${five('a').slice(1).join()}]`,
    `fullAccess: false, policies: [${five('a').join()}]`,
    'policies: []',
  ]) {
    described(tree(unit));
    expect((await apply('--yes')).code).toBe(0);
    expect((await applied()).changes).toEqual([]);
  }
});

test('the management account can be described, by its address or its id', async () => {
  const management = (more: string): string =>
    `root: {units: [{name: Hub, accounts: [{name: Hub, email: root@${cloud.accountId}.lockstead.local${more}}]}]}\n`;
  described(management(''));
  expect(texts(await applied())).toEqual([
    'make an organization (all features)',
    'make the OU Hub',
    `move the account Hub (root@${cloud.accountId}.lockstead.local) from Root to Hub`,
  ]);
  described(management(`, id: '${cloud.accountId}'`));
  expect((await applied()).changes).toEqual([]);
});

/** Fails once, after so many calls that change something. */
class Stopped extends Failure {
  static after(calls: OrganizationsCalls, changes: number): OrganizationsCalls {
    let left = changes;
    const stopping: Pick<OrganizationsCalls, 'call' | 'all'> = {
      async call(operation, input) {
        if (!/^(Describe|List)/.test(operation)) {
          if (left === 0) throw new Stopped('the line is cut', 2);
          left -= 1;
        }
        return await calls.call(operation, input);
      },
      all: (operation, member, input) => calls.all(operation, member, input),
    };
    return stopping as OrganizationsCalls;
  }
}

test('a run that stops after any change goes on at the next', async () => {
  const { accessKeyId, secretAccessKey } = cloud.credentials;
  const server = {
    endpoint: new URL(cloud.endpoint),
    region: 'us-east-1',
    dataDirectory: '/nowhere',
    certificates: [],
  };
  const keys = { accessKeyId, secretAccessKey: new Secret(secretAccessKey), source: 'the test', isGuess: false };
  const calls = await OrganizationsCalls.of(new AdminClient(server, keys, systemClock()));
  const untagged = first.replace(', tags: {team: money}', '');
  const wanted = await readDescription(untagged, 'o.yaml', async () => '');
  const counts: number[] = [];
  for (;;) {
    const current = await readLive(calls);
    const planned = plan(wanted, current, matched(wanted, current, cloud.accountId), new Map());
    counts.push(planned.changes.length);
    if (planned.changes.length === 0) break;
    const stopping = Stopped.after(calls, 1);
    await carryOut(planned, { calls: stopping, wanted, wait, done: () => {} }).catch(async (error: unknown) => {
      if (!(error instanceof Stopped)) throw error;
      // The account that was asked for is made meanwhile.
      await expect
        .poll(() => calls.all('ListCreateAccountStatus', 'CreateAccountStatuses', { States: ['IN_PROGRESS'] }))
        .toEqual([]);
    });
    await wait(0);
  }
  expect(counts).toEqual([...counts].sort((a, b) => b - a));
  expect(new Set(counts).size).toBe(counts.length);
  described(untagged);
  expect((await applied()).changes).toEqual([]);
});

describe('what cannot be brought about is refused whole', () => {
  test.each<[string, string, string]>([
    ['a fault of the file', 'root:\n  units:\n    - name: ""\n', 'o.yaml, line 3: root.units[0]: the name of an OU'],
    ['another organization', 'id: o-aaaaaaaaaa\nroot: {}\n', 'The organization here is o-'],
    ['another management account', "managementAccount: '111122223333'\nroot: {}\n", 'The management account here is'],
    [
      'an account of an id that is not here',
      "root: {accounts: [{name: x, email: x@example.com, id: '111122223333'}]}\n",
      'There is no account 111122223333',
    ],
    [
      'an OU of an id that is not here',
      'root: {units: [{name: x, id: ou-aaaa-bbbbbbbb}]}\n',
      'There is no OU ou-aaaa-bbbbbbbb',
    ],
    [
      'a policy of an id that is not here',
      `policies: {x: {type: TAG_POLICY, id: p-aaaaaaaa, content: {}}}\nroot: {}\n`,
      'There is no policy p-aaaaaaaa',
    ],
    ['fewer features', 'featureSet: CONSOLIDATED_BILLING\nroot: {}\n', 'The organization here has all features'],
  ])('%s', async (_, text, says) => {
    await organizationsClient(cloud).send(new org.CreateOrganizationCommand({}));
    described(text);
    const { code, out, err } = await apply('--yes');
    expect([code, out]).toEqual([2, '']);
    expect(err.replaceAll('\n', ' ')).toContain(says);
  });

  test('a change that the server refuses: which one, and that the next run goes on', async () => {
    described('root: {accounts: [{name: x, email: one@example.com}], units: [{name: Work}]}\n');
    await applied();
    const client = organizationsClient(cloud);
    const { Accounts = [] } = await client.send(new org.ListAccountsCommand({}));
    const AccountId = Accounts.find(({ Email }) => Email === 'one@example.com')?.Id;
    await client.send(new org.CloseAccountCommand({ AccountId }));
    // Its address is taken, though it is not described.
    described(
      'root: {units: [{name: Work}, {name: Other}], accounts: [{name: y, email: two@example.com, role: AWSServiceRoleForX}]}\n',
    );
    const { code, err } = await apply('--yes');
    expect(code).toBe(2);
    expect(err).toContain('This was change 2 of 2 ("make the account y (two@example.com)")');
    described('root: {accounts: [{name: x, email: one@example.com}]}\n');
    expect((await apply('--yes')).err).toContain('is closed');
  });
});

test('without an organization there is nothing to show', async () => {
  const { code, err } = await run(['org', 'show']);
  expect([code, err]).toEqual([1, 'lockstead: The account of these credentials is in no organization.\n']);
});
