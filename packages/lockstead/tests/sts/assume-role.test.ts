/** AssumeRole over a socket: who may, for how long, with what limits, and what is handed on. */
import { existsSync, readFileSync } from 'node:fs';
import { CreateUserCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, type AssumeRoleCommandInput, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allow, assumed, type Clients, clientsOf, newRole, newUser, policy, trust } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { refusalOf } from '../support/refusal.ts';

let house: House;
let here: Clients;
let there: Clients;
let hereId: string;
let thereId: string;
let alice: Clients;
let aliceArn: string;

beforeAll(async () => {
  house = await openHouse({ furtherAccounts: 1 });
  const [first, second] = house.accounts;
  hereId = first.id;
  thereId = second?.id ?? '';
  here = clientsOf(house, first.admin);
  there = clientsOf(house, second?.admin ?? first.admin);
  alice = await newUser(house, here, 'alice');
  aliceArn = `arn:aws:iam::${hereId}:user/alice`;
});

afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

function ask(clients: Clients, input: Partial<AssumeRoleCommandInput>): Promise<unknown> {
  return clients.sts.send(new AssumeRoleCommand({ RoleArn: undefined, RoleSessionName: 'session', ...input }));
}

describe('who may', () => {
  test('in the same account a trust policy that names the user suffices', async () => {
    const role = await newRole(here, 'names-alice', trust(aliceArn));
    const session = await assumed(house, alice, { RoleArn: role });
    const identity = await session.sts.send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:sts::${hereId}:assumed-role/names-alice/session`);
    expect(identity.UserId).toMatch(/^AROA[A-Z2-7]{17}:session$/);
    expect(identity.Account).toBe(hereId);
  });

  test('a trust policy that names the account leaves it to identity policies', async () => {
    const role = await newRole(here, 'names-account', trust(hereId));
    expect(await refusalOf(ask(alice, { RoleArn: role }))).toEqual({
      code: 'AccessDenied',
      message: `User: ${aliceArn} is not authorized to perform: sts:AssumeRole on resource: ${role}`,
      status: 403,
    });
    const allowed = await newUser(house, here, 'allowed', allow('sts:AssumeRole', role));
    await assumed(house, allowed, { RoleArn: role });
  });

  test('without the trust policy nothing helps, and a role that is not there looks the same', async () => {
    const role = await newRole(here, 'trusts-nobody', trust(`arn:aws:iam::${thereId}:root`));
    const missing = `arn:aws:iam::${hereId}:role/missing`;
    for (const arn of [role, missing]) {
      expect(await refusalOf(ask(here, { RoleArn: arn }))).toEqual({
        code: 'AccessDenied',
        message: `User: arn:aws:iam::${hereId}:user/admin is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
        status: 403,
      });
    }
  });

  test.each([
    ['twenty-letters-and-more'],
    ['arn:aws:iam::111122223333:user/alice'],
    ['arn:aws:iam::111122223333:role'],
    ['arn:aws:iam::111122223333:role/'],
    ['arn:aws:iam::1111:role/short-account'],
    ['arn:aws:iam:us-east-1:111122223333:role/with-region'],
    ['arn:aws:iam:111122223333:role/a-colon-less'],
    ['arn:aws:sts::111122223333:assumed-role/role/session'],
  ])('%s is no role', async (RoleArn) => {
    expect(await refusalOf(ask(alice, { RoleArn }))).toEqual({
      code: 'ValidationError',
      message: `${RoleArn} is invalid`,
      status: 400,
    });
  });

  test('across accounts both sides must allow', async () => {
    const role = await newRole(there, 'shared', trust(aliceArn));
    const refused = await refusalOf(ask(alice, { RoleArn: role }));
    expect(refused).toMatchObject({ code: 'AccessDenied', status: 403 });
    expect(refused.message).toBe(`User: ${aliceArn} is not authorized to perform: sts:AssumeRole on resource: ${role}`);
    const session = await assumed(house, here, { RoleArn: await newRole(there, 'shared-with-all', trust(hereId)) });
    expect((await session.sts.send(new GetCallerIdentityCommand({}))).Account).toBe(thereId);
  });

  test('the root user may not', async () => {
    const role = await newRole(here, 'for-root', trust(hereId));
    const root = clientsOf(house, house.accounts[0].root ?? here.keys);
    expect(await refusalOf(ask(root, { RoleArn: role }))).toEqual({
      code: 'AccessDenied',
      message: 'Roles may not be assumed by root accounts.',
      status: 403,
    });
  });

  test('an external id is asked for', async () => {
    const condition = { Condition: { StringEquals: { 'sts:ExternalId': 'blue-7' } } };
    const role = await newRole(here, 'external', trust(aliceArn, condition));
    for (const ExternalId of [undefined, 'green-7']) {
      expect((await refusalOf(ask(alice, { RoleArn: role, ExternalId }))).code).toBe('AccessDenied');
    }
    await assumed(house, alice, { RoleArn: role, ExternalId: 'blue-7' });
  });

  test('the session has the role\u2019s permissions and no longer the caller\u2019s', async () => {
    const role = await newRole(here, 'powerless', trust(hereId));
    const session = await assumed(house, here, { RoleArn: role });
    expect(await refusalOf(session.iam.send(new ListUsersCommand({})))).toEqual({
      code: 'AccessDenied',
      message: `User: arn:aws:sts::${hereId}:assumed-role/powerless/session is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${hereId}:user/ because no identity-based policy allows the iam:ListUsers action`,
      status: 403,
    });
  });
});

describe('for how long', () => {
  test.each([
    [{ DurationSeconds: 899 }, 'ValidationError', /Value '899' at 'durationSeconds' failed to satisfy constraint/],
    [{ DurationSeconds: 43_201 }, 'ValidationError', /Value '43201' at 'durationSeconds' failed to satisfy constraint/],
    [
      { DurationSeconds: 7200 },
      'ValidationError',
      /^The requested DurationSeconds exceeds the MaxSessionDuration set for this role\.$/,
    ],
  ])('%j is refused', async (input, code, message) => {
    const role = await onceMade('an-hour', trust(aliceArn));
    const refused = await refusalOf(ask(alice, { RoleArn: role, ...input }));
    expect(refused).toMatchObject({ code, status: 400 });
    expect(refused.message).toMatch(message);
  });

  test('a chain of roles has an hour, whatever the role allows', async () => {
    const first = await newRole(here, 'chain-1', trust(aliceArn), { maxSeconds: 43_200 });
    const second = await newRole(here, 'chain-2', trust(first), { maxSeconds: 43_200 });
    const session = await assumed(house, alice, { RoleArn: first, DurationSeconds: 43_200 });
    expect(await refusalOf(ask(session, { RoleArn: second, DurationSeconds: 3601 }))).toEqual({
      code: 'ValidationError',
      message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
      status: 400,
    });
    await assumed(house, session, { RoleArn: second, DurationSeconds: 3600 });
  });

  test('the expiration is told to the second', async () => {
    const role = await onceMade('an-hour', trust(aliceArn));
    const before = Date.now();
    const { Credentials } = await alice.sts.send(
      new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'session', DurationSeconds: 900 }),
    );
    const expires = Credentials?.Expiration?.getTime() ?? 0;
    expect(expires % 1000).toBe(0);
    expect(expires).toBeGreaterThan(before + 899_000 - 1000);
    expect(expires).toBeLessThanOrEqual(Date.now() + 900_000);
  });
});

describe('session policies', () => {
  const readsUsers = policy(allow('iam:ListUsers'));

  test('narrow what the role may do', async () => {
    const role = await onceMade('may-nothing', trust(aliceArn));
    const session = await assumed(house, alice, { RoleArn: role, Policy: readsUsers });
    // The role itself allows nothing, so that neither does the intersection.
    expect((await refusalOf(session.iam.send(new ListUsersCommand({})))).message).toContain('no identity-based policy');
  });

  test.each<[string, Partial<AssumeRoleCommandInput>, { code: string; message: RegExp }]>([
    [
      'eleven managed ones',
      { PolicyArns: Array.from({ length: 11 }, (_, i) => ({ arn: `arn:aws:iam::aws:policy/P${i}` })) },
      { code: 'ValidationError', message: /'policyArns' failed to satisfy constraint: .*less than or equal to 10/ },
    ],
    [
      'a managed one that does not exist',
      { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/NoSuchPolicyAtAll' }] },
      { code: 'InvalidParameterValue', message: /NoSuchPolicyAtAll/ },
    ],
    [
      'a text that is not a policy',
      { Policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Perhaps"}]}' },
      { code: 'MalformedPolicyDocumentException', message: /./ },
    ],
    [
      'a text that is too long',
      { Policy: policy(allow(Array.from({ length: 200 }, (_, i) => `s3:Get${i}`))) },
      { code: 'ValidationError', message: /'policy' failed to satisfy constraint: .*less than or equal to 2048/ },
    ],
  ])('%s: refused', async (_what, input, expected) => {
    const role = await onceMade('may-nothing', trust(aliceArn));
    const refused = await refusalOf(ask(alice, { RoleArn: role, ...input }));
    expect(refused).toMatchObject({ code: expected.code, status: 400 });
    expect(refused.message).toMatch(expected.message);
  });

  test('how much room they take is told, and too much of it is refused', async () => {
    const role = await onceMade('may-nothing', trust(aliceArn));
    const send = (input: Partial<AssumeRoleCommandInput>) =>
      alice.sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'session', ...input }));
    expect((await send({})).PackedPolicySize).toBeUndefined();
    const { PackedPolicySize = 0 } = await send({ Policy: readsUsers });
    expect(PackedPolicySize).toBeGreaterThan(0);
    expect(PackedPolicySize).toBeLessThan(30);
    const Tags = Array.from({ length: 50 }, (_, i) => ({
      Key: `key-${i}-${scramble(i, 80)}`,
      Value: scramble(i + 99, 200),
    }));
    const refused = await refusalOf(send({ Tags }));
    expect(refused).toMatchObject({ code: 'PackedPolicyTooLargeException', status: 400 });
    expect(refused.message).toMatch(/^Packed size of session tags consumes \d{4}% of allotted space\.$/);
  });
});

describe('session tags and source identity', () => {
  test.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    [
      'keys that differ in case only',
      {
        Tags: [
          { Key: 'Team', Value: 'a' },
          { Key: 'team', Value: 'b' },
        ],
      },
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    ],
    [
      'a transitive key that is no tag',
      { Tags: [{ Key: 'team', Value: 'a' }], TransitiveTagKeys: ['cost'] },
      'The specified transitive tag key must be included in the requested tags.',
    ],
    [
      'a reserved key',
      { Tags: [{ Key: 'aws:team', Value: 'a' }] },
      'Tag keys beginning with "aws:" are reserved for system use.',
    ],
  ])('%s: refused', async (_what, input, message) => {
    const role = await onceMade('tagged', trust(aliceArn));
    const refused = await refusalOf(ask(alice, { RoleArn: role, ...input }));
    expect(refused).toEqual({ code: 'InvalidParameterValue', message, status: 400 });
  });

  test('tags must be allowed by the trust policy', async () => {
    const document = policy({ Effect: 'Allow', Principal: { AWS: aliceArn }, Action: 'sts:AssumeRole' });
    const role = await newRole(here, 'no-tags', document);
    const refused = await refusalOf(ask(alice, { RoleArn: role, Tags: [{ Key: 'a', Value: 'b' }] }));
    expect(refused.message).toContain(`is not authorized to perform: sts:TagSession on resource: ${role}`);
    const named = await refusalOf(ask(alice, { RoleArn: role, SourceIdentity: 'alice' }));
    expect(named.message).toContain(`is not authorized to perform: sts:SetSourceIdentity on resource: ${role}`);
  });

  test('transitive tags are those of the next session too, others are not', async () => {
    const asks = (key: string, value: string) =>
      ({ Condition: { StringEquals: { [`aws:PrincipalTag/${key}`]: value } } }) as const;
    const first = await newRole(here, 'hands-on', trust(aliceArn));
    const second = await newRole(here, 'takes-over', trust(first));
    const wantsTeam = await newRole(here, 'wants-team', trust(second, asks('team', 'blue')));
    const wantsCost = await newRole(here, 'wants-cost', trust(second, asks('cost', '42')));
    const one = await assumed(house, alice, {
      RoleArn: first,
      Tags: [
        { Key: 'team', Value: 'blue' },
        { Key: 'cost', Value: '42' },
      ],
      TransitiveTagKeys: ['Team'],
    });
    const two = await assumed(house, one, { RoleArn: second });
    await assumed(house, two, { RoleArn: wantsTeam });
    expect((await refusalOf(ask(two, { RoleArn: wantsCost }))).code).toBe('AccessDenied');
  });

  test('a source identity stays for the whole chain', async () => {
    const asks = { Condition: { StringEquals: { 'aws:SourceIdentity': 'alice' } } };
    const first = await newRole(here, 'source-1', trust(aliceArn));
    const second = await newRole(here, 'source-2', trust(first));
    const third = await newRole(here, 'source-3', trust(second, asks));
    const deaf = await newRole(
      here,
      'source-deaf',
      policy({ Effect: 'Allow', Principal: { AWS: first }, Action: 'sts:AssumeRole' }),
    );
    const one = await assumed(house, alice, { RoleArn: first, SourceIdentity: 'alice' });
    const two = await assumed(house, one, { RoleArn: second });
    await assumed(house, two, { RoleArn: third });
    const other = await refusalOf(ask(one, { RoleArn: second, SourceIdentity: 'bob' }));
    expect(other).toMatchObject({ code: 'AccessDenied', status: 403 });
    expect(other.message).toContain('is not authorized to perform: sts:SetSourceIdentity on resource:');
    // Each role on the way must allow it, asked for again or not.
    expect((await refusalOf(ask(one, { RoleArn: deaf }))).message).toContain('sts:SetSourceIdentity');
  });
});

describe('a second factor that nobody has', () => {
  test.each([
    [
      { SerialNumber: 'arn:aws:iam::111122223333:mfa/alice', TokenCode: '123456' },
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    ],
    [
      { SerialNumber: 'arn:aws:iam::111122223333:mfa/alice' },
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    ],
    [
      { TokenCode: '123456' },
      'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    ],
  ])('%j', async (input, message) => {
    const role = await onceMade('with-factor', trust(aliceArn));
    expect(await refusalOf(ask(alice, { RoleArn: role, ...input }))).toEqual({
      code: 'AccessDenied',
      message,
      status: 403,
    });
  });
});

test('contexts of other identity providers are not pretended', async () => {
  const role = await onceMade('with-contexts', trust(aliceArn));
  const ProvidedContexts = [
    { ProviderArn: 'arn:aws:iam::aws:contextProvider/IdentityCenter', ContextAssertion: 'none' },
  ];
  expect(await refusalOf(ask(alice, { RoleArn: role, ProvidedContexts }))).toMatchObject({
    code: 'NotImplemented',
    status: 501,
  });
});

test('a session can make users where its role may', async () => {
  const role = await newRole(here, 'may-make', trust(aliceArn), { statements: [allow('iam:CreateUser')] });
  const session = await assumed(house, alice, { RoleArn: role });
  await session.iam.send(new CreateUserCommand({ UserName: 'made-by-session' }));
  const narrowed = await assumed(house, alice, { RoleArn: role, Policy: policy(allow('iam:ListUsers')) });
  const refused = await refusalOf(narrowed.iam.send(new CreateUserCommand({ UserName: 'not-made' })));
  expect(refused.message).toContain('because no session policy allows the iam:CreateUser action');
});

const recordings = new URL('../../../../../shared/corpora/aws-recordings/sts.json', import.meta.url);

test.skipIf(!existsSync(recordings))('the recorded answers of AWS are met', async () => {
  interface Recorded {
    readonly Error: { readonly Code: string; readonly Message: string };
    readonly ResponseMetadata: { readonly HTTPStatusCode: number };
  }
  const scenarios = JSON.parse(readFileSync(recordings, 'utf8')) as Record<
    string,
    { answers: Record<string, Recorded> }
  >;
  const answers = scenarios[
    'sts/test_sts.py::TestSTSAssumeRoleTagging::test_iam_role_chaining_override_transitive_tags'
  ]?.answers as Record<string, Recorded>;
  const first = await newRole(here, 'recorded-1', trust(hereId), {
    statements: [allow(['sts:AssumeRole', 'sts:TagSession'])],
  });
  const second = await newRole(here, 'recorded-2', trust(hereId));
  const session = await assumed(house, here, {
    RoleArn: first,
    Tags: [{ Key: 'SessionTag1', Value: 'one' }],
    TransitiveTagKeys: ['SessionTag1'],
  });
  const cases = {
    'override-transitive-tag-error': 'SessionTag1',
    'override-transitive-tag-case-ignore-error': 'sessiontag1',
  };
  for (const [label, Key] of Object.entries(cases)) {
    const recorded = answers[label];
    expect(await refusalOf(ask(session, { RoleArn: second, Tags: [{ Key, Value: 'two' }] }))).toEqual({
      code: recorded?.Error.Code,
      message: recorded?.Error.Message,
      status: recorded?.ResponseMetadata.HTTPStatusCode,
    });
  }
});

const made = new Map<string, Promise<string>>();

/** Shared by the rows of a table. */
function onceMade(name: string, trustPolicy: string): Promise<string> {
  const known = made.get(name) ?? newRole(here, name, trustPolicy);
  made.set(name, known);
  return known;
}

/** Letters that do not compress. */
function scramble(seed: number, length: number): string {
  let state = (seed + 1) * 2_654_435_761;
  let text = '';
  while (text.length < length) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += Math.floor((state / 2_147_483_648) * 36).toString(36);
  }
  return text;
}
