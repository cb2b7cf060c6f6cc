/** GetSessionToken, GetFederationToken, GetAccessKeyInfo, GetCallerIdentity, and what ends a session. */
import {
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  GetUserCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  type GetFederationTokenCommandInput,
  GetSessionTokenCommand,
  type GetSessionTokenCommandInput,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hours } from '#kernel/clock';
import {
  allow,
  assumed,
  type Clients,
  clientsOf,
  keysOf,
  newRole,
  newUser,
  policy,
  trust,
} from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { refusalOf } from '../support/refusal.ts';

let house: House;
let admin: Clients;
let root: Clients;
let account: string;

beforeAll(async () => {
  house = await openHouse();
  const [first] = house.accounts;
  account = first.id;
  admin = clientsOf(house, first.admin);
  root = clientsOf(house, first.root ?? first.admin);
});

afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

async function sessionOf(clients: Clients, input: GetSessionTokenCommandInput = {}): Promise<Clients> {
  const { Credentials } = await clients.sts.send(new GetSessionTokenCommand(input));
  return clientsOf(house, keysOf(Credentials));
}

async function federated(clients: Clients, input: Partial<GetFederationTokenCommandInput> = {}): Promise<Clients> {
  const { Credentials } = await clients.sts.send(new GetFederationTokenCommand({ Name: 'bob', ...input }));
  return clientsOf(house, keysOf(Credentials));
}

const invalidToken = {
  code: 'InvalidClientTokenId',
  message: 'The security token included in the request is invalid.',
  status: 403,
};

const cannotCall = (operation: string) => ({
  code: 'AccessDenied',
  message: `Cannot call ${operation} with session credentials`,
  status: 403,
});

/** Seconds from now on; the clock of the house stands wherever the tests have moved it. */
function lifetime(expiration: Date | undefined, moved = 0): number {
  return Math.round(((expiration?.getTime() ?? 0) - Date.now() - moved) / 1000);
}

describe('GetSessionToken', () => {
  test('keeps who the caller is', async () => {
    const session = await sessionOf(admin);
    const identity = await session.sts.send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe(`arn:aws:iam::${account}:user/admin`);
    expect(session.keys.accessKeyId).toMatch(/^ASIA/);
  });

  test('without a second factor it opens no IAM, and of STS only AssumeRole', async () => {
    const session = await sessionOf(admin);
    expect(await refusalOf(session.iam.send(new ListUsersCommand({})))).toEqual(invalidToken);
    expect(await refusalOf(session.sts.send(new GetSessionTokenCommand({})))).toEqual(cannotCall('GetSessionToken'));
    const federation = session.sts.send(new GetFederationTokenCommand({ Name: 'bob' }));
    expect(await refusalOf(federation)).toEqual(cannotCall('GetFederationToken'));
    const role = await newRole(admin, 'by-session', trust(account));
    await assumed(house, session, { RoleArn: role });
  });

  test('a role assumed with it has an hour, whatever the role allows: it is a chain too', async () => {
    const session = await sessionOf(admin);
    const RoleArn = await newRole(admin, 'by-session-for-long', trust(account), { maxSeconds: 43_200 });
    const ask = (DurationSeconds: number) =>
      session.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'long', DurationSeconds }));
    expect(await refusalOf(ask(7200))).toEqual({
      code: 'ValidationError',
      message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
      status: 400,
    });
    expect(lifetime((await ask(3600)).Credentials?.Expiration)).toBeGreaterThan(3500);
  });

  test('it passes tags and a source identity where policies allow it', async () => {
    const session = await sessionOf(admin);
    const input = {
      RoleSessionName: 'tagged',
      Tags: [{ Key: 'Team', Value: 'red' }],
      SourceIdentity: 'alice',
    };
    const RoleArn = await newRole(admin, 'by-session-with-tags', trust(account));
    const answer = await session.sts.send(new AssumeRoleCommand({ ...input, RoleArn }));
    expect(answer.SourceIdentity).toBe('alice');
    const strict = policy({ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' });
    const untagged = await newRole(admin, 'by-session-untagged', strict);
    const refused = await refusalOf(session.sts.send(new AssumeRoleCommand({ ...input, RoleArn: untagged })));
    expect(refused).toMatchObject({ code: 'AccessDenied', status: 403 });
    expect(refused.message).toContain('sts:TagSession');
  });

  test('a role\u2019s session cannot call it', async () => {
    const role = await newRole(admin, 'asks-for-more', trust(account));
    const session = await assumed(house, admin, { RoleArn: role });
    expect(await refusalOf(session.sts.send(new GetSessionTokenCommand({})))).toEqual(cannotCall('GetSessionToken'));
  });

  test('needs no permission, and obeys a deny', async () => {
    await sessionOf(await newUser(house, admin, 'may-nothing'));
    const denied = await newUser(house, admin, 'denied', { Effect: 'Deny', Action: 'sts:*', Resource: '*' });
    const refused = await refusalOf(denied.sts.send(new GetSessionTokenCommand({})));
    expect(refused).toMatchObject({ code: 'AccessDenied', status: 403 });
    expect(refused.message).toContain('with an explicit deny in an identity-based policy');
  });

  test.each([
    ['a user by default', () => admin, {}, 43_200],
    ['a user who asks', () => admin, { DurationSeconds: 129_600 }, 129_600],
    ['the root user by default', () => root, {}, 3600],
    ['the root user who asks for more', () => root, { DurationSeconds: 43_200 }, 3600],
    ['the root user who asks for less', () => root, { DurationSeconds: 900 }, 900],
  ])('%s', async (_who, clients, input, expected) => {
    const { Credentials } = await clients().sts.send(new GetSessionTokenCommand(input));
    expect(Math.abs(lifetime(Credentials?.Expiration) - expected)).toBeLessThan(5);
  });

  test('longer than 36 hours is refused', async () => {
    const refused = await refusalOf(admin.sts.send(new GetSessionTokenCommand({ DurationSeconds: 129_601 })));
    expect(refused).toMatchObject({ code: 'ValidationError', status: 400 });
  });

  test('a token is as long as it was asked to be, and works', async () => {
    const session = await sessionOf(admin, { MinimumSessionTokenSize: 4096 });
    expect(session.keys.sessionToken?.length).toBeGreaterThanOrEqual(4096);
    expect((await session.sts.send(new GetCallerIdentityCommand({}))).Account).toBe(account);
  });
});

describe('GetFederationToken', () => {
  test('the session bears the name it was given', async () => {
    const answer = await admin.sts.send(new GetFederationTokenCommand({ Name: 'bob', Policy: policy(allow('s3:*')) }));
    expect(answer.FederatedUser).toEqual({
      FederatedUserId: `${account}:bob`,
      Arn: `arn:aws:sts::${account}:federated-user/bob`,
    });
    expect(answer.PackedPolicySize).toBeGreaterThan(0);
    const bare = await admin.sts.send(new GetFederationTokenCommand({ Name: 'bob' }));
    expect(bare.PackedPolicySize).toBe(0);
    const identity = await clientsOf(house, keysOf(answer.Credentials)).sts.send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({
      UserId: `${account}:bob`,
      Account: account,
      Arn: `arn:aws:sts::${account}:federated-user/bob`,
    });
  });

  test('it opens neither IAM nor STS, whatever its policy says', async () => {
    const session = await federated(admin, { Policy: policy(allow('*')) });
    expect(await refusalOf(session.iam.send(new ListUsersCommand({})))).toEqual(invalidToken);
    const role = await newRole(admin, 'by-federation', trust(account));
    const assume = session.sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'session' }));
    expect(await refusalOf(assume)).toEqual(cannotCall('AssumeRole'));
  });

  test('its policy is an upper bound, and without one there is nothing', async () => {
    const lookup = async (clients: Clients): Promise<unknown> => {
      const { LookupEventsCommand } = await import('@aws-sdk/client-cloudtrail');
      return await clients.cloudTrail.send(new LookupEventsCommand({ MaxResults: 1 }));
    };
    await lookup(await federated(admin, { Policy: policy(allow('cloudtrail:LookupEvents')) }));
    await lookup(await federated(root, { Policy: policy(allow('cloudtrail:LookupEvents')) }));
    for (const input of [{}, { Policy: policy(allow('s3:*')) }]) {
      const refused = await refusalOf(lookup(await federated(admin, input)));
      expect(refused.code).toBe('AccessDeniedException');
      expect(refused.message).toContain('because no session policy allows the cloudtrail:LookupEvents action');
    }
    const powerless = await newUser(house, admin, 'powerless-issuer', allow('sts:GetFederationToken'));
    const session = await federated(powerless, { Policy: policy(allow('cloudtrail:LookupEvents')) });
    expect((await refusalOf(lookup(session))).message).toContain('no identity-based policy allows');
  });

  test('the name given away is what policies see', async () => {
    const arn = `arn:aws:sts::${account}:federated-user/team-*`;
    const issuer = await newUser(house, admin, 'issuer', allow('sts:GetFederationToken', arn));
    await federated(issuer, { Name: 'team-blue' });
    const refused = await refusalOf(issuer.sts.send(new GetFederationTokenCommand({ Name: 'other' })));
    expect(refused.message).toBe(
      `User: arn:aws:iam::${account}:user/issuer is not authorized to perform: sts:GetFederationToken on resource: arn:aws:sts::${account}:federated-user/other`,
    );
    const tagged = new GetFederationTokenCommand({ Name: 'team-blue', Tags: [{ Key: 'a', Value: 'b' }] });
    expect((await refusalOf(issuer.sts.send(tagged))).message).toContain('sts:TagSession');
  });

  test.each([
    ['a name that is too long', { Name: 'n'.repeat(33) }, 'ValidationError'],
    ['no name', { Name: undefined }, 'ValidationError'],
    ['a policy that is none', { Policy: '{"Statement":7}' }, 'MalformedPolicyDocumentException'],
    [
      'tags that differ in case only',
      {
        Tags: [
          { Key: 'a', Value: '' },
          { Key: 'A', Value: '' },
        ],
      },
      'InvalidParameterValue',
    ],
  ])('%s is refused', async (_what, input, code) => {
    expect(await refusalOf(federated(admin, input as Partial<GetFederationTokenCommandInput>))).toMatchObject({
      code,
      status: 400,
    });
  });

  test.each([
    ['a user', () => admin, {}, 43_200],
    ['the root user', () => root, { DurationSeconds: 129_600 }, 3600],
  ])('%s: how long', async (_who, clients, input, expected) => {
    const { Credentials } = await clients().sts.send(new GetFederationTokenCommand({ Name: 'bob', ...input }));
    expect(Math.abs(lifetime(Credentials?.Expiration) - expected)).toBeLessThan(5);
  });

  test('a role\u2019s session cannot call it', async () => {
    const role = await newRole(admin, 'federates', trust(account), { statements: [allow('sts:*')] });
    const session = await assumed(house, admin, { RoleArn: role });
    const call = session.sts.send(new GetFederationTokenCommand({ Name: 'bob' }));
    expect(await refusalOf(call)).toEqual(cannotCall('GetFederationToken'));
  });
});

describe('GetAccessKeyInfo', () => {
  test('tells the account of any key', async () => {
    const session = await sessionOf(admin);
    for (const { accessKeyId } of [admin.keys, session.keys]) {
      const answer = await admin.sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: accessKeyId }));
      expect(answer.Account).toBe(account);
    }
  });

  test('of an id that names none it says so', async () => {
    const call = admin.sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }));
    expect(await refusalOf(call)).toMatchObject({ code: 'ValidationError', status: 400 });
  });

  test('needs a permission', async () => {
    const user = await newUser(house, admin, 'curious');
    const call = user.sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: admin.keys.accessKeyId }));
    expect((await refusalOf(call)).message).toContain('sts:GetAccessKeyInfo on resource: *');
  });
});

test('GetCallerIdentity is never denied', async () => {
  const denied = await newUser(house, admin, 'denied-all', { Effect: 'Deny', Action: '*', Resource: '*' });
  const identity = await denied.sts.send(new GetCallerIdentityCommand({}));
  expect(identity.Arn).toBe(`arn:aws:iam::${account}:user/denied-all`);
  expect((await root.sts.send(new GetCallerIdentityCommand({}))).UserId).toBe(account);
});

test('the scope aws-global, which SDKs sign for where an endpoint was given to them, is us-east-1', async () => {
  const { iam, sts } = clientsOf(house, admin.keys, 'aws-global');
  expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe(account);
  expect((await iam.send(new ListUsersCommand({}))).Users?.length).toBeGreaterThan(0);
  const nowhere = clientsOf(house, admin.keys, 'aws-nowhere');
  await expect(nowhere.iam.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
});

describe('what ends a session', () => {
  test('a token serves its own key only, and only whole', async () => {
    const [one, two] = [await sessionOf(admin), await sessionOf(admin)];
    const mixed = [
      { ...one.keys, sessionToken: two.keys.sessionToken ?? '' },
      { ...one.keys, sessionToken: `${one.keys.sessionToken?.slice(0, -8)}AAAAAAAA` },
      { ...one.keys, sessionToken: 'x' },
      { accessKeyId: one.keys.accessKeyId, secretAccessKey: one.keys.secretAccessKey },
      { ...admin.keys, sessionToken: one.keys.sessionToken ?? '' },
    ];
    for (const keys of mixed) {
      const call = clientsOf(house, keys).sts.send(new GetCallerIdentityCommand({}));
      expect(await refusalOf(call)).toEqual(invalidToken);
    }
  });

  test('its user is gone', async () => {
    const user = await newUser(house, admin, 'short-lived');
    const sessions = [await sessionOf(user)];
    await admin.iam.send(new DeleteAccessKeyCommand({ UserName: 'short-lived', AccessKeyId: user.keys.accessKeyId }));
    // The key alone takes nothing from a session that was made with it.
    for (const session of sessions) await session.sts.send(new GetCallerIdentityCommand({}));
    await admin.iam.send(new DeleteUserCommand({ UserName: 'short-lived' }));
    await admin.iam.send(new CreateUserCommand({ UserName: 'short-lived' }));
    for (const session of sessions) {
      expect(await refusalOf(session.sts.send(new GetCallerIdentityCommand({})))).toEqual(invalidToken);
    }
  });

  test('its role is gone, also where another has its name', async () => {
    const role = await newRole(admin, 'replaced', trust(account));
    const session = await assumed(house, admin, { RoleArn: role });
    await session.sts.send(new GetCallerIdentityCommand({}));
    await admin.iam.send(new DeleteRoleCommand({ RoleName: 'replaced' }));
    await newRole(admin, 'replaced', trust(account));
    expect(await refusalOf(session.sts.send(new GetCallerIdentityCommand({})))).toEqual(invalidToken);
  });

  // Last: it moves the clock of the house.
  test('its time is over on the product\u2019s clock, and only its holder hears so', async () => {
    const session = await sessionOf(admin, { DurationSeconds: 3600 });
    const longer = await sessionOf(admin, { DurationSeconds: 36 * 3600 });
    await house.advance(hours(2));
    expect(await refusalOf(session.sts.send(new GetCallerIdentityCommand({})))).toEqual({
      code: 'ExpiredToken',
      message: 'The security token included in the request is expired',
      status: 403,
    });
    const forged = clientsOf(house, { ...session.keys, secretAccessKey: 'not the secret' });
    expect((await refusalOf(forged.sts.send(new GetCallerIdentityCommand({})))).code).toBe('SignatureDoesNotMatch');
    await longer.sts.send(new GetCallerIdentityCommand({}));
    await admin.iam.send(new GetUserCommand({}));
  });
});
