/** `credentials serve`: a role where AWS's SDKs look for one, the trust policy asked, and nobody else served. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import * as iam from '@aws-sdk/client-iam';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Serving, serveRole } from '#cli/credentials/serving';
import { adminClient } from '#client/admin-client';
import { instant, type MovableClock, minutes, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import { plainly } from '#terminal/typed';
import { allow } from '../support/clients.ts';
import { type Reply, send } from '../support/signed.ts';
import { emptyFolder } from './cli.ts';
import { shown } from './terminal.ts';

const bin = join(import.meta.dirname, '../../bin/lockstead.mjs');
const policyOf = (Statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement });
const trustOf = (...Service: readonly string[]): string =>
  policyOf({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' });

let cloud: Cloud;
let admin: IAMClient;
const role = (name: string): string => `arn:aws:iam::${cloud.accountId}:role/${name}`;

beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  admin = new IAMClient(cloud.clientConfig());
  const roles = {
    app: trustOf('ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'),
    machine: trustOf('ec2.amazonaws.com'),
    function: trustOf('lambda.amazonaws.com'),
    ours: policyOf({
      Effect: 'Allow',
      Principal: { Service: 'ecs-tasks.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': cloud.accountId } },
    }),
  };
  for (const [RoleName, AssumeRolePolicyDocument] of Object.entries(roles)) {
    await admin.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  }
  const PolicyDocument = policyOf({ Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' });
  await admin.send(new iam.PutRolePolicyCommand({ RoleName: 'app', PolicyName: 'p', PolicyDocument }));
});
afterAll(() => cloud.stop());

/** Of this machine, apart from Lockstead's own. */
let clock: MovableClock & { advance(by: ReturnType<typeof minutes>): void };
const running: Serving[] = [];
afterEach(async () => {
  for (const serving of running.splice(0)) await serving.stop();
});

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

async function serve(
  arn: string,
  { keys = cloud.credentials, seconds }: { readonly keys?: Keys; readonly seconds?: number } = {},
): Promise<Serving> {
  clock = simulatedClock(instant(Date.now()));
  const terminal = {
    environment: {
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    },
    workingDirectory: '/nowhere',
    typed: plainly,
  };
  const words = { words: [], text: () => undefined, list: () => [], has: () => false };
  const client = adminClient(words, terminal as unknown as Parameters<typeof adminClient>[1]);
  const failures: unknown[] = [];
  const serving = await serveRole({
    client,
    clock,
    entropy: seededEntropy(arn),
    role: arn,
    region: 'eu-central-1',
    port: 0,
    as: ['ecs-tasks', 'ec2'],
    seconds,
    failed: (error) => failures.push(error),
  });
  running.push(serving);
  return serving;
}

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(url: string, { method = 'GET', headers = {} }: Ask = {}): Promise<Reply> {
  const { port, host, pathname } = new URL(url);
  return await send(Number(port), { method, path: pathname }, { host, ...headers });
}

interface Credentials {
  readonly Code?: string;
  readonly Message?: string;
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
  readonly Expiration: string;
}

/** They are good, and the role's: it may list users, and nothing else. */
async function tryOut({ AccessKeyId, SecretAccessKey, Token }: Credentials): Promise<string | undefined> {
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token };
  const app = new IAMClient({ ...cloud.clientConfig(credentials), maxAttempts: 1 });
  await expect(app.send(new iam.ListRolesCommand({}))).rejects.toThrow('not authorized');
  return await app.send(new ListUsersCommand({})).then(
    () => undefined,
    (error: Error) => error.name,
  );
}

describe('a container', () => {
  async function container(arn = role('app'), seconds?: number): Promise<{ url: string; token: string }> {
    const { container: set } = await serve(arn, seconds === undefined ? {} : { seconds });
    const { AWS_CONTAINER_CREDENTIALS_FULL_URI: url = '', AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file = '' } =
      set ?? {};
    expect(statSync(file).mode & 0o777).toBe(0o600);
    return { url, token: readFileSync(file, 'utf8') };
  }

  test('gets the role by its token', async () => {
    const { url, token } = await container();
    const reply = await ask(url, { headers: { authorization: token } });
    expect(reply).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    const given = JSON.parse(reply.text) as Credentials;
    expect(given).toMatchObject({ RoleArn: role('app'), Expiration: expect.stringMatching(/^20.*:\d\dZ$/) });
    expect(await tryOut(given)).toBeUndefined();
  });

  test.each([
    ['no token', {}],
    ['another token', { authorization: 'x'.repeat(43) }],
    ['an empty token', { authorization: '' }],
  ])('gets nothing with %s', async (_, headers) => {
    const { url } = await container();
    const reply = await ask(url, { headers });
    expect(reply.status).toBe(401);
    expect(reply.text).not.toContain('AccessKeyId');
  });

  test('is of this machine: a page in a browser comes with its own name', async () => {
    const { url, token } = await container();
    const reply = await ask(url, { headers: { host: 'rebound.example', authorization: token } });
    expect(reply.status).toBe(403);
    expect((await ask(url, { method: 'POST', headers: { authorization: token } })).status).toBe(405);
    expect((await ask(url.replace('credentials', 'other'), { headers: { authorization: token } })).status).toBe(404);
  });

  test('has the same credentials until they end soon, whatever Lockstead’s clock says, and then others', async () => {
    const { url, token } = await container(role('app'), 1800);
    const get = async (): Promise<Credentials> =>
      JSON.parse((await ask(url, { headers: { authorization: token } })).text) as Credentials;
    const first = await get();
    expect(await get()).toEqual(first);
    await cloud.clock.advance('PT21M');
    const second = await get();
    expect(second.AccessKeyId).not.toBe(first.AccessKeyId);
    await cloud.clock.advance('PT10M');
    expect(await tryOut(first).catch(() => 'gone')).toBeDefined();
    // By the clock of the machine nothing of it has passed: an SDK takes the expiry for what it is.
    expect(Date.parse(second.Expiration) - clock.now()).toBeGreaterThan(29 * 60_000);
    expect(Date.parse(second.Expiration) - clock.now()).toBeLessThan(31 * 60_000);
  });

  test('that many programs ask at once is one question to the server', async () => {
    const { url, token } = await container();
    await cloud.clock.advance('PT2H');
    const all = await Promise.all(Array.from({ length: 20 }, () => ask(url, { headers: { authorization: token } })));
    expect(new Set(all.map(({ text }) => (JSON.parse(text) as Credentials).AccessKeyId)).size).toBe(1);
  });

  test('of the account that the trust policy asks for', async () => {
    expect((await serve(role('ours'))).container).toBeDefined();
  });

  test('is told why there are none, once the role trusts it no more', async () => {
    const RoleName = 'fickle';
    const of = (service: string) => trustOf(service);
    await admin.send(new iam.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: of('ecs-tasks.amazonaws.com') }));
    const { url, token } = await container(role(RoleName));
    await admin.send(new iam.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: of('lambda.amazonaws.com') }));
    await cloud.clock.advance('PT1H');
    const reply = await ask(url, { headers: { authorization: token } });
    expect(reply.status).toBe(400);
    expect(reply.text).toContain('is not authorized to perform: sts:AssumeRole');
  });
});

describe('an instance', () => {
  async function instance(arn = role('app')): Promise<string> {
    return (await serve(arn)).instance?.['AWS_EC2_METADATA_SERVICE_ENDPOINT'] ?? '';
  }
  const ttl = (seconds: string): Ask => ({
    method: 'PUT',
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': seconds },
  });
  const tokenOf = async (url: string, seconds = '60'): Promise<string> =>
    (await ask(`${url}/latest/api/token`, ttl(seconds))).text;
  const roles = '/latest/meta-data/iam/security-credentials';

  test('gets its role by name, and the credentials by the role', async () => {
    const url = await instance();
    const headers = { 'x-aws-ec2-metadata-token': await tokenOf(url) };
    for (const path of [roles, `${roles}/`]) expect((await ask(url + path, { headers })).text).toBe('app');
    const given = JSON.parse((await ask(`${url}${roles}/app`, { headers })).text) as Credentials;
    expect(given).toMatchObject({ Code: 'Success', Type: 'AWS-HMAC' });
    expect(await tryOut(given)).toBeUndefined();
    expect((await ask(`${url}/latest/meta-data/placement/region`, { headers })).text).toBe('eu-central-1');
    const document = JSON.parse((await ask(`${url}/latest/dynamic/instance-identity/document`, { headers })).text);
    expect(document).toMatchObject({ accountId: cloud.accountId, region: 'eu-central-1' });
    expect(document.instanceId).toMatch(/^i-[0-9a-f]{17}$/);
    expect((await ask(`${url}/latest/meta-data/instance-id`, { headers })).text).toBe(document.instanceId);
  });

  test.each<[string, string, Ask, number]>([
    ['no token', roles, {}, 401],
    ['a token that nobody gave', roles, { headers: { 'x-aws-ec2-metadata-token': 'guess' } }, 401],
    ['a token for no time', '/latest/api/token', ttl('0'), 400],
    ['a token for longer than six hours', '/latest/api/token', ttl('21601'), 400],
    ['a token for what is no number', '/latest/api/token', ttl('1e3'), 400],
    ['a token without a time', '/latest/api/token', { method: 'PUT' }, 400],
    ['a token by GET', '/latest/api/token', {}, 405],
    [
      'a token through a proxy',
      '/latest/api/token',
      { method: 'PUT', headers: { ...ttl('60').headers, 'x-forwarded-for': '192.0.2.1' } },
      403,
    ],
    ['a token for a page in a browser', '/latest/api/token', { ...ttl('60'), headers: { host: 'a.example' } }, 403],
    ['version 1', '/1.0/meta-data/iam/security-credentials', {}, 404],
  ])('is refused %s', async (_, path, asked, status) => {
    const reply = await ask((await instance()) + path, asked);
    expect(reply.status).toBe(status);
    expect(reply.text).not.toContain('AccessKeyId');
  });

  test('does not get another role, nor anything that is not there', async () => {
    const url = await instance();
    const headers = { 'x-aws-ec2-metadata-token': await tokenOf(url) };
    for (const path of [`${roles}/admin`, `${roles}/__proto__`, '/latest/user-data']) {
      expect((await ask(url + path, { headers })).status).toBe(404);
    }
  });

  test('its token ends; a thousand are held', async () => {
    const url = await instance();
    const first = await tokenOf(url, '21600');
    const works = async (token: string): Promise<boolean> =>
      (await ask(url + roles, { headers: { 'x-aws-ec2-metadata-token': token } })).status === 200;
    const short = await tokenOf(url, '60');
    clock.advance(minutes(2));
    expect([await works(first), await works(short)]).toEqual([true, false]);
    for (let n = 0; n < 1_000; n += 1) await tokenOf(url);
    expect(await works(first)).toBe(false);
  });

  test('alone may have a role that trusts EC2 alone, and it is said of the other', async () => {
    const serving = await serve(role('machine'));
    expect(serving).toMatchObject({
      instance: {},
      refused: [
        { workload: 'ecs-tasks', why: expect.stringContaining('User: ecs-tasks.amazonaws.com is not authorized') },
      ],
    });
    expect(serving.container).toBeUndefined();
  });
});

describe('is not served', () => {
  test.each(['function', 'nobody'])('role/%s, which trusts neither service or is not there', async (name) => {
    await expect(serve(role(name))).rejects.toThrow(
      /ecs-tasks\.amazonaws\.com is not authorized to perform: sts:AssumeRole.*ec2\.amazonaws\.com is not authorized/,
    );
  });

  test('to who may not pass the role, or may not ask', async () => {
    const keysOf = async (UserName: string, statements: readonly object[]): Promise<Keys> => {
      await admin.send(new iam.CreateUserCommand({ UserName }));
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
      if (statements.length > 0)
        await admin.send(new iam.PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument }));
      const { AccessKey } = await admin.send(new iam.CreateAccessKeyCommand({ UserName }));
      return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
    };
    const may = allow('lockstead:*');
    const passes = {
      ...allow('iam:PassRole', role('app')),
      Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    };
    await expect(serve(role('app'), { keys: await keysOf('nothing', []) })).rejects.toThrow(
      'not authorized to perform: lockstead:MakeWorkloadCredentials',
    );
    await expect(serve(role('app'), { keys: await keysOf('half', [may]) })).rejects.toThrow(
      `not authorized to perform: iam:PassRole on resource: ${role('app')}`,
    );
    const serving = await serve(role('app'), { keys: await keysOf('whole', [may, passes]) });
    expect([serving.instance !== undefined, serving.container !== undefined]).toEqual([true, false]);
  });
});

test('the command, and the SDK’s own way to the role', { timeout: 60_000 }, async () => {
  const folder = emptyFolder();
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder.path,
    AWS_ENDPOINT_URL: cloud.endpoint,
    AWS_ACCESS_KEY_ID: cloud.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: cloud.credentials.secretAccessKey,
  };
  const words = ['credentials', 'serve', '--role', 'role/app', '--port', '0', '--for', '15m', '--json'];
  const child = spawn(process.execPath, [bin, ...words], {
    cwd: folder.path,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  const ways = JSON.parse(String(first)) as Readonly<Record<string, Readonly<Record<string, string>>>>;
  const program = `
    import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
    console.log((await new STSClient({ maxAttempts: 1 }).send(new GetCallerIdentityCommand({}))).Arn);`;
  for (const [way, session] of [
    ['container', /assumed-role\/app\/[0-9a-f]{32}\n$/],
    ['instance', /assumed-role\/app\/i-[0-9a-f]{17}\n$/],
  ] as const) {
    const user = spawn(process.execPath, ['--input-type=module', '-e', program], {
      cwd: import.meta.dirname,
      env: { PATH: env.PATH, HOME: folder.path, ...ways[way] },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(user.stdout, 'data')) as [Buffer];
    expect(String(said)).toMatch(session);
  }
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(await shown(['credentials', 'serve'])).toEqual({
    code: 2,
    out: '',
    err: 'lockstead: "lockstead credentials serve" wants a --role.\n',
  });
  folder.remove();
});
