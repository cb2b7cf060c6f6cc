/** The commands that ask a server: a real one in a process of its own, on files of its own. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import {
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  GetGroupCommand,
  IAMClient,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { emptyFolder, serving } from './cli.ts';
import { type Shown, shown } from './terminal.ts';

// Whole processes, on a machine that may have other work.
vi.setConfig({ testTimeout: 30_000 });

type Serving = Awaited<ReturnType<typeof serving>>;
type Variables = Readonly<Record<string, string>>;

/** As a shell in `cwd` would; nothing of the developer's own AWS set-up comes in. */
function lockstead(
  argv: readonly string[],
  { cwd, env = {}, input }: { readonly cwd: string; readonly env?: Variables; readonly input?: string },
): Promise<Shown> {
  return shown(argv, {
    workingDirectory: cwd,
    environment: { HOME: cwd, ...env },
    ...(input === undefined ? {} : { input }),
  });
}

const wrongEndpoint = 'http://127.0.0.1:9';

/** The keys that `env` points at, for an SDK client. */
function clientConfig(directory: string, endpoint: string): ConstructorParameters<typeof IAMClient>[0] {
  const text = readFileSync(join(directory, 'credentials'), 'utf8');
  const [, accessKeyId = ''] = /aws_access_key_id = (\S+)/.exec(text) ?? [];
  const [, secretAccessKey = ''] = /aws_secret_access_key = (\S+)/.exec(text) ?? [];
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId, secretAccessKey } };
}

describe('a server with a data directory', () => {
  const folder = emptyFolder();
  const directory = join(folder.path, '.lockstead');
  let server: Serving;
  const run = (argv: readonly string[], env: Variables = {}, input?: string): Promise<Shown> =>
    lockstead(argv, { cwd: folder.path, env, ...(input === undefined ? {} : { input }) });
  beforeAll(async () => {
    server = await serving([], { cwd: folder.path });
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  test('its greeting names the file and no secret', () => {
    const secret =
      /aws_secret_access_key = (\S+)/.exec(readFileSync(join(directory, 'credentials'), 'utf8'))?.[1] ?? '?';
    const password = /password = (\S+)/.exec(readFileSync(join(directory, 'root-password'), 'utf8'))?.[1] ?? '?';
    expect(server.greeting).toContain(join(directory, 'credentials'));
    expect(server.greeting).toContain('Enforcement  on');
    expect(server.greeting).not.toContain(secret);
    expect(server.greeting).not.toContain(password);
    expect(readFileSync(join(directory, '.gitignore'), 'utf8')).toBe('*\n');
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  test('status', async () => {
    const { code, out } = await run(['status']);
    expect(code).toBe(0);
    expect(out).toContain(`serves on ${server.endpoint}`);
    expect(out).toContain('work, from profile lockstead in');
    const json = JSON.parse((await run(['status', '--json'])).out);
    expect(json).toMatchObject({ endpoint: server.endpoint, status: 'ok', enforce: 'full', dev: false });
    expect(json.clock.offsetSeconds).toBe(0);
    expect(JSON.stringify(json)).not.toContain('secret');
  });

  test('a token reads metrics, and nothing else', async () => {
    const { code, out } = await run(['token', 'metrics']);
    expect(code).toBe(0);
    expect(out).toMatch(/^[\w-]{43}\n$/);
    const get = async (path: string, authorization: string): Promise<number> =>
      (await fetch(`${server.endpoint}/_lockstead/${path}`, { headers: { authorization } })).status;
    expect(await get('metrics', `Bearer ${out.trim()}`)).toBe(200);
    for (const wrong of ['Bearer x', `Bearer ${out.trim()}x`, 'Bearer ', out.trim(), `Basic ${out.trim()}`])
      expect(await get('metrics', wrong)).toBeGreaterThanOrEqual(400);
    for (const path of ['coverage', 'clock', 'decisions?last=denial'])
      expect(await get(path, `Bearer ${out.trim()}`)).toBeGreaterThanOrEqual(400);
    expect((await run(['token', 'metrics', '--data', 'nowhere'])).err).toContain('There is no root key');
  });

  test('status --verbose says who holds connections and memory', async () => {
    const { code, out } = await run(['status', '--verbose']);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}connections +\d+ authenticated, \d+ unauthenticated +Open connections\.$/m);
    expect(out).toMatch(/^ {2}waiting +0 KiB +Bytes of answers that wait/m);
    expect(out).toMatch(/^ {2}resident memory +\d+ MiB/m);
    expect(out).toMatch(/^ {2}Connections from 127\.0\.0\.1 +\d+$/m);
    expect(out).toMatch(/^ {2}Connections of arn:aws:iam::\d{12}:user\/admin +\d+$/m);
    const { gauges, connections } = JSON.parse((await run(['status', '--verbose', '--json'])).out);
    expect(connections).toMatchObject({ open: expect.any(Number), addresses: [{ name: '127.0.0.1' }] });
    expect(gauges).toContainEqual(expect.objectContaining({ name: 'waiting_bytes', values: { '': 0 } }));
  });

  test.each([
    {
      name: 'wrong keys',
      env: { AWS_ACCESS_KEY_ID: 'AKIAWRONG', AWS_SECRET_ACCESS_KEY: 'x' },
      says: 'UnrecognizedClientException',
    },
    {
      name: 'the environment wins over the directory',
      env: { AWS_ACCESS_KEY_ID: 'AKIAWRONG', AWS_SECRET_ACCESS_KEY: 'x' },
      says: 'the environment (AWS_ACCESS_KEY_ID)',
    },
  ])('status with $name', async ({ env, says }) => {
    const { code, out } = await run(['status'], env);
    expect(code).toBe(0);
    expect(out).toContain(says);
  });

  test('a profile that is named has to be there', async () => {
    const { code, err } = await run(['coverage'], { AWS_PROFILE: 'nobody' });
    expect(code).toBe(2);
    expect(err).toMatch(/^lockstead: AWS_PROFILE is nobody, and \S+ has no keys for it; [^\n]+\n$/);
  });

  test('env is what the AWS CLI needs, and the commands work in it', async () => {
    const { code, out } = await run(['env', '--json']);
    expect(code).toBe(0);
    const variables = JSON.parse(out);
    expect(variables).toEqual({
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ENDPOINT_URL_STS: server.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_SHARED_CREDENTIALS_FILE: join(directory, 'credentials'),
      AWS_PROFILE: 'lockstead',
    });
    // From anywhere.
    const elsewhere = emptyFolder();
    const status = await lockstead(['status', '--json'], { cwd: elsewhere.path, env: variables });
    expect(JSON.parse(status.out)).toMatchObject({
      status: 'ok',
      credentials: { accessKeyId: expect.stringMatching(/^AKIA/) },
    });
    expect(existsSync(join(elsewhere.path, '.lockstead'))).toBe(false);
    elsewhere.remove();
  });

  test.each([
    { shell: 'sh', line: /^export AWS_PROFILE='lockstead'$/m, unset: 'unset AWS_ACCESS_KEY_ID' },
    { shell: 'fish', line: /^set -gx AWS_PROFILE 'lockstead';$/m, unset: 'set -e AWS_ACCESS_KEY_ID;' },
    { shell: 'powershell', line: /^\$Env:AWS_PROFILE = 'lockstead'$/m, unset: 'Remove-Item Env:AWS_ACCESS_KEY_ID' },
    { shell: 'dotenv', line: /^AWS_PROFILE="lockstead"$/m, unset: '' },
  ])('env in $shell', async ({ shell, line, unset }) => {
    const { code, out } = await run(['env', '--shell', shell]);
    expect(code).toBe(0);
    expect(out).toMatch(line);
    expect(out).toContain(unset);
  });

  test.each([
    { argv: ['--endpoint', 'http://other:1'], env: {}, endpoint: 'http://other:1', region: undefined },
    { argv: [], env: { LOCKSTEAD_PORT: '7777' }, endpoint: 'http://127.0.0.1:7777', region: undefined },
    { argv: ['--region', 'eu-west-1'], env: {}, endpoint: undefined, region: 'eu-west-1' },
  ])('env $argv $env', async ({ argv, env, endpoint, region }) => {
    const variables = JSON.parse((await run(['env', '--json', ...argv], env)).out);
    expect(variables.AWS_ENDPOINT_URL).toBe(endpoint ?? server.endpoint);
    expect(variables.AWS_REGION).toBe(region ?? 'us-east-1');
  });

  test('env takes out of the way what would lead elsewhere, to the real AWS too', async () => {
    const { out } = await run(['env', '--shell', 'sh'], {
      AWS_ENDPOINT_URL_STS: 'http://elsewhere:1',
      AWS_ENDPOINT_URL_IAM: 'http://elsewhere:1',
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
      AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/ci',
      AWS_USE_FIPS_ENDPOINT: 'true',
      HTTPS_PROXY: 'http://proxy:3128',
      NO_PROXY: 'intranet, 10.0.0.0/8',
    });
    const unset = [...out.matchAll(/^unset (\w+)$/gm)].map(([, name]) => name);
    expect(unset).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SESSION_TOKEN',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
      'AWS_ROLE_ARN',
      'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
      'AWS_USE_FIPS_ENDPOINT',
      'AWS_ENDPOINT_URL_IAM',
    ]);
    expect(out).toContain(`export AWS_ENDPOINT_URL_STS='${server.endpoint}'\n`);
    expect(out).toContain("export NO_PROXY='intranet,10.0.0.0/8,127.0.0.1'\n");
    expect((await run(['env', '--shell', 'sh'])).out).not.toContain('PROXY');
  });

  test('coverage', async () => {
    expect((await run(['coverage'])).out).toMatch(/^iam\s+\d+\s+\d+\s+\d+\s+\d+$/m);
    expect((await run(['coverage', 'iam'])).out).toMatch(/^CreateUser\s+done$/m);
    const { services } = JSON.parse((await run(['coverage', '--json'])).out);
    expect(services.iam.operations.CreateUser).toBe('done');
    expect(await run(['coverage', 'nimbus'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('no service "nimbus"'),
    });
  });

  test('clock reads, and moves for --dev only', async () => {
    expect((await run(['clock'])).out).toMatch(/^Ahead by\s+nothing$/m);
    expect(JSON.parse((await run(['clock', 'show', '--json'])).out).offsetSeconds).toBe(0);
    expect(await run(['clock', 'advance', 'P7D'])).toEqual({
      code: 2,
      out: '',
      err: 'lockstead: The clock can be moved with --dev only.\n',
    });
    expect((await run(['clock', 'back'])).code).toBe(2);
  });

  describe('why', () => {
    let requestId = '';
    let message = '';
    let ofGroup: { readonly id: string; readonly message: string };
    beforeAll(async () => {
      const admin = new IAMClient(clientConfig(directory, server.endpoint) ?? {});
      await admin.send(new CreateUserCommand({ UserName: 'alice' }));
      const { AccessKey } = await admin.send(new CreateAccessKeyCommand({ UserName: 'alice' }));
      const alice = new IAMClient({
        endpoint: server.endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' },
      });
      const denial = await alice.send(new ListUsersCommand({})).catch((error: unknown) => error);
      ({ message } = denial as Error);
      requestId = (denial as { $metadata: { requestId: string } }).$metadata.requestId;
      await admin.send(new CreateGroupCommand({ GroupName: 'Team', Path: '/far/away/' }));
      const named = await alice.send(new GetGroupCommand({ GroupName: 'Team' })).catch((error: unknown) => error);
      ofGroup = {
        id: (named as { $metadata: { requestId: string } }).$metadata.requestId,
        message: (named as Error).message,
      };
      // A later denial of the same action, on a group of another name.
      await alice.send(new GetGroupCommand({ GroupName: 'OtherTeam' })).catch(() => undefined);
    });

    test('by a message that names a group without its path, and not by one of another group', async () => {
      expect(ofGroup.message).toContain('on resource: group Team because');
      const { code, out } = await run(['why', ofGroup.message]);
      expect(code).toBe(0);
      expect(out).toContain(':group/far/away/Team');
    });

    test('by request id', async () => {
      const { code, out } = await run(['why', requestId]);
      expect(code).toBe(0);
      expect(out).toContain('Denied: iam:ListUsers');
      expect(out).toContain(message);
      expect(out).toContain('identity-based policies: there is none, so nothing allows it');
      expect(out).toContain('"Action": "iam:ListUsers"');
      expect(out).toContain('aws iam put-user-policy --user-name alice');
      expect(out).not.toContain('\u001b');
    });

    test('in JSON', async () => {
      const answer = JSON.parse((await run(['why', requestId, '--json'])).out);
      expect(answer).toMatchObject({
        from: 'decision',
        requestId,
        allowed: false,
        operation: expect.stringContaining('ListUsers'),
      });
      expect(answer.decisions.at(-1).explanation.leastChange.changes).toHaveLength(1);
    });

    test('all of it', async () => {
      expect((await run(['why', '--all', requestId])).out).toMatch(
        /aws:principalarn\s+arn:aws:iam::\d{12}:user\/alice/i,
      );
    });

    test('by the message, pasted or piped', async () => {
      const printed = `An error occurred (AccessDenied) when calling the ListUsers operation: ${message}`;
      for (const { code, out } of [await run(['why', printed]), await run(['why', '-'], {}, printed)]) {
        expect(code).toBe(0);
        expect(out).toContain(requestId);
      }
      // Unquoted, as people type.
      expect((await run(['why', ...message.split(' ')])).out).toContain(requestId);
    });

    test('by a message that nobody here has seen', async () => {
      const other = message.replaceAll('alice', 'zoe');
      const { code, out } = await run(['why', other]);
      expect(code).toBe(0);
      expect(out).toContain('From the message alone: No such decision is kept');
      expect(out).toContain('user zoe');
      expect(JSON.parse((await run(['why', '--json', other])).out)).toMatchObject({
        from: 'message',
        layer: 'identity',
        kind: 'implicit',
      });
    });

    test.each([
      { words: ['00000000-0000-4000-8000-000000000000'], code: 1, says: 'No such decision is kept' },
      { words: ['it does not work'], code: 2, says: 'neither a request id nor a denial' },
      { words: [''], code: 2, says: 'wants a request id' },
    ])('$words', async ({ words, code, says }) => {
      const ran = await run(['why', ...words]);
      expect(ran).toMatchObject({ code, out: '' });
      expect(ran.err).toContain(says);
      expect(ran.err.trimEnd()).not.toContain('\n');
    });

    test('a user who may not ask is told so in one line', async () => {
      const { code, err } = await run(['why', requestId], {
        AWS_ACCESS_KEY_ID: 'AKIANOBODY',
        AWS_SECRET_ACCESS_KEY: 'x',
      });
      expect(code).toBe(2);
      expect(err).toMatch(
        /^lockstead: The keys from the environment \(AWS_ACCESS_KEY_ID\) are not accepted here[^\n]+\n$/,
      );
    });
  });
});

describe('which server is meant', () => {
  const [one, two, elsewhere] = [emptyFolder(), emptyFolder(), emptyFolder()];
  const [a, b] = [join(one.path, 'a'), join(two.path, 'b')];
  let first: Serving;
  let second: Serving;
  beforeAll(async () => {
    first = await serving(['--data', a], { cwd: one.path });
    second = await serving(['--data', b], { cwd: two.path });
  });
  afterAll(async () => {
    await first.stop();
    await second.stop();
    for (const folder of [one, two, elsewhere]) folder.remove();
  });
  const run = (argv: readonly string[], env: Variables = {}): Promise<Shown> =>
    lockstead(argv, { cwd: elsewhere.path, env });

  test('--data and --endpoint win over the environment, credentials included, and say so', async () => {
    const env = JSON.parse((await run(['env', '--data', a, '--json'])).out) as Variables;
    const byData = await run(['status', '--data', b, '--json'], env);
    expect(JSON.parse(byData.out)).toMatchObject({
      endpoint: second.endpoint,
      credentials: { source: `profile lockstead in ${join(b, 'credentials')}` },
      clock: { offsetSeconds: 0 },
    });
    expect(byData.err).toBe(`lockstead: --data wins over AWS_ENDPOINT_URL (${first.endpoint}).\n`);
    const byEndpoint = await run(['status', '--endpoint', second.endpoint, '--json'], env);
    expect(JSON.parse(byEndpoint.out).endpoint).toBe(second.endpoint);
    expect(byEndpoint.err).toBe(`lockstead: --endpoint wins over AWS_ENDPOINT_URL (${first.endpoint}).\n`);
    expect((await run(['status', '--data', a, '--json'], env)).err).toBe('');
    const asked = await run(['env', '--data', b, '--json'], { ...env, LOCKSTEAD_PORT: '1' });
    expect(JSON.parse(asked.out).AWS_ENDPOINT_URL).toBe(second.endpoint);
  });

  test('another server on the port of a directory is not taken for its own', async () => {
    const stale = join(elsewhere.path, 'stale');
    const own = await serving(['--data', stale], { cwd: elsewhere.path });
    await own.stop();
    const known = JSON.parse(readFileSync(join(stale, 'server.json'), 'utf8'));
    writeFileSync(join(stale, 'server.json'), JSON.stringify({ ...known, endpoint: first.endpoint }));
    for (const [argv, code] of [
      [['status'], 1],
      [['coverage'], 2],
      [['can', 'root', 'iam:ListUsers', '*'], 2],
    ] as const) {
      const ran = await run([...argv, '--data', stale]);
      expect(ran).toMatchObject({ code, out: '' });
      expect(ran.err).toContain(`The server of ${stale} (account ${known.account}) does not run: another one`);
    }
  });

  test('a directory without a server is said to have none', async () => {
    const { code, err } = await run(['status', '--data', 'nowhere'], { AWS_ENDPOINT_URL: first.endpoint });
    expect(code).toBe(2);
    expect(err).toBe(`lockstead: No server has been started with --data ${join(elsewhere.path, 'nowhere')}.\n`);
  });
});

describe('a server that keeps nothing', () => {
  test('prints its keys, since there is no file', async () => {
    const folder = emptyFolder();
    const server = await serving(['--ephemeral'], { cwd: folder.path });
    const [, id = '', secret = ''] =
      /AWS_ACCESS_KEY_ID=(\S+)\s+AWS_SECRET_ACCESS_KEY=(\S+)/.exec(server.greeting) ?? [];
    const env = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret };
    const status = await lockstead(['status', '--json', '--endpoint', server.endpoint], { cwd: folder.path, env });
    expect(JSON.parse(status.out).credentials).toEqual({
      source: 'the environment (AWS_ACCESS_KEY_ID)',
      accessKeyId: id,
    });
    expect(server.greeting).toMatch(/Root user {4}root@\d{12}\.lockstead\.local, password \S{24}/);
    const { err } = await server.stop();
    expect(err).not.toContain(secret);
    expect(existsSync(join(folder.path, '.lockstead'))).toBe(false);
    folder.remove();
  });

  test('says what to set so that nothing leads elsewhere', async () => {
    const folder = emptyFolder();
    const env = { AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/ci', AWS_ENDPOINT_URL_IAM: 'http://elsewhere:1' };
    const server = await serving(['--ephemeral'], { cwd: folder.path, env });
    const [, hint = ''] = /Try, in another terminal:\n((?: {4}(?:unset|export) .*\n)+)/.exec(server.greeting) ?? [];
    for (const line of hint.trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const script = `${hint}\nenv | grep '^AWS_' | sort`;
    const stale = { ...env, AWS_PROFILE: 'work', AWS_SESSION_TOKEN: 'stale', AWS_REGION: 'eu-west-1' };
    const { PATH } = process.env;
    const variables = execFileSync('sh', ['-c', script], { env: { PATH, ...stale }, encoding: 'utf8' });
    expect(variables.trim().split('\n')).toEqual([
      expect.stringMatching(/^AWS_ACCESS_KEY_ID=AKIA/),
      'AWS_DEFAULT_REGION=us-east-1',
      `AWS_ENDPOINT_URL=${server.endpoint}`,
      `AWS_ENDPOINT_URL_STS=${server.endpoint}`,
      'AWS_REGION=us-east-1',
      expect.stringMatching(/^AWS_SECRET_ACCESS_KEY=\S{40}$/),
    ]);
    await server.stop();
    folder.remove();
  });

  test('with --dev asks for no keys, and its clock moves', async () => {
    const folder = emptyFolder();
    // Keys of another Lockstead lie here; they are only a guess.
    const stale = await serving([], { cwd: folder.path });
    await stale.stop();
    const server = await serving(['--ephemeral', '--dev'], { cwd: folder.path });
    const run = (argv: readonly string[]): Promise<Shown> =>
      lockstead([...argv, '--endpoint', server.endpoint], { cwd: folder.path });
    expect(JSON.parse((await run(['clock', 'advance', 'P7D', '--json'])).out).offsetSeconds).toBe(604_800);
    expect((await run(['clock'])).out).toMatch(/^Ahead by\s+7 d$/m);
    expect(await run(['clock', 'set', '2001-01-01T00:00:00Z'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('forward only'),
    });
    expect(await run(['clock', 'advance', 'a-week'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('not an ISO 8601 duration'),
    });
    expect(server.greeting).toContain('Do not put a proxy before it');
    const variables = JSON.parse((await run(['env', '--dev', '--json'])).out);
    expect(variables).toMatchObject({ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    const { Users } = await new IAMClient({
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }).send(new ListUsersCommand({}));
    expect(Users).toHaveLength(1);
    await server.stop();
    folder.remove();
  });
});

describe('a server with a certificate of its own making', () => {
  test('is reached by every command', async () => {
    const folder = emptyFolder();
    const server = await serving(['--tls-self-signed'], { cwd: folder.path });
    expect(server.endpoint).toMatch(/^https:/);
    const run = (argv: readonly string[], env: Variables = {}): Promise<Shown> =>
      lockstead(argv, { cwd: folder.path, env });
    expect(JSON.parse((await run(['status', '--json'])).out)).toMatchObject({
      status: 'ok',
      endpoint: server.endpoint,
    });
    expect((await run(['status', '--endpoint', server.endpoint])).code).toBe(0);
    expect((await run(['why', '--endpoint', server.endpoint, '00000000-0000-4000-8000-000000000000'])).err).toContain(
      'No such decision',
    );
    const { AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS } = JSON.parse((await run(['env', '--json'])).out);
    expect(NODE_EXTRA_CA_CERTS).toBe(AWS_CA_BUNDLE);
    expect(readFileSync(AWS_CA_BUNDLE, 'utf8')).toContain('BEGIN CERTIFICATE');
    const plain = await run(['status', '--endpoint', server.endpoint.replace('https:', 'http:')]);
    expect(plain.code).toBe(1);
    await server.stop();
    const again = await serving([], { cwd: folder.path });
    expect(JSON.parse((await run(['env', '--json'])).out)).not.toHaveProperty('AWS_CA_BUNDLE');
    await again.stop();
    folder.remove();
  });
});

describe('where no Lockstead is', () => {
  const folder = emptyFolder();
  const other: Server = createServer((_request, response) => response.end('hello'));
  let otherEndpoint = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    otherEndpoint = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    other.close();
    folder.remove();
  });
  const run = (argv: readonly string[], env: Variables = {}): Promise<Shown> =>
    lockstead(argv, { cwd: folder.path, env });

  test.each([
    { argv: ['status', '--endpoint', wrongEndpoint], code: 1, says: `Nothing listens on ${wrongEndpoint}` },
    { argv: ['clock', '--endpoint', wrongEndpoint], code: 2, says: `Nothing listens on ${wrongEndpoint}` },
    { argv: ['coverage', '--endpoint', wrongEndpoint], code: 2, says: '"lockstead start"' },
    { argv: ['coverage', '--endpoint', 'nowhere'], code: 2, says: '"nowhere" is not an endpoint' },
    { argv: ['env'], code: 2, says: 'credentials is not there: start Lockstead first' },
    { argv: ['env', '--shell', 'tcsh'], code: 2, says: '--shell tcsh: it takes one of' },
    { argv: ['staus'], code: 2, says: 'there is no command "staus"' },
    { argv: ['status', 'now'], code: 2, says: 'takes no word "now"' },
    { argv: ['demo', 'attack'], code: 2, says: 'no demo "attack" yet' },
    { argv: ['completion', 'tcsh'], code: 2, says: 'takes bash, zsh or fish' },
  ])('$argv', async ({ argv, code, says }) => {
    const ran = await run(argv);
    // What `env` prints then is for the shell that evaluates it: env-fails.test.ts.
    expect(ran).toMatchObject({ code, out: argv[0] === 'env' ? expect.stringMatching(/false\n$/) : '' });
    expect(ran.err).toMatch(/^lockstead: [^\n]+\n$/);
    expect(ran.err).toContain(says);
  });

  test('something else answers', async () => {
    expect(await run(['status', '--endpoint', otherEndpoint])).toMatchObject({
      code: 1,
      err: `lockstead: The server on ${otherEndpoint} is not Lockstead.\n`,
    });
    expect((await run(['coverage', '--endpoint', otherEndpoint])).code).toBe(2);
  });

  test('status in JSON', async () => {
    expect(JSON.parse((await run(['status', '--json', '--endpoint', wrongEndpoint])).out)).toMatchObject({
      status: 'down',
    });
  });

  test('a credentials file that cannot be read', async () => {
    mkdirSync(join(folder.path, '.lockstead', 'credentials'), { recursive: true });
    const { code, err } = await run(['clock', '--endpoint', wrongEndpoint]);
    expect(code).toBe(2);
    expect(err).toMatch(/^lockstead: The credentials file \S+ cannot be read: [^\n]+\n$/);
    rmSync(join(folder.path, '.lockstead'), { recursive: true });
  });
});

describe('help', () => {
  const folder = emptyFolder();
  afterAll(() => folder.remove());
  test('lists every command, and each says more', async () => {
    const { code, out } = await lockstead([], { cwd: folder.path });
    expect(code).toBe(0);
    const names = [...out.matchAll(/^ {2}([a-z-]+) {2,}/gm)].map(([, name = '']) => name);
    expect(names).toEqual([
      ...[
        'start',
        'stop',
        'status',
        'env',
        'credentials',
        'demo',
        'why',
        'events',
        'can',
        'least',
        'checklist',
        'who-can',
        'messages',
        'bill',
      ],
      ...[
        'doctor',
        'responsibility',
        'backup',
        'restore',
        'coverage',
        'token',
        'clock',
        'keyring',
        'trail',
        'policy',
        'replay',
        'org',
        'import',
      ],
      'completion',
    ]);
    for (const name of names) {
      const help = await lockstead([name, '--help'], { cwd: folder.path });
      expect(help.out).toMatch(new RegExp(`^Usage: lockstead ${name}`));
      expect(await lockstead(['help', name], { cwd: folder.path })).toEqual(help);
    }
  });
});

test('the demo plays', async () => {
  const folder = emptyFolder();
  const { code, out, err } = await shown(['demo'], { workingDirectory: folder.path, columns: 80 });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([
    expect.stringMatching(/^ {6}aws iam put-user-policy /),
  ]);
  // Once: whoever reads on has it before his eyes.
  expect(out.replaceAll(/\s+/g, ' ').split('is not authorized to perform: iam:ListUsers')).toHaveLength(2);
  expect(out).toContain('The least change that would allow it');
  expect(out).toContain('✓ the same call answers: admin, alice');
  expect(out).not.toContain('\u001b');
  // The id of the denial stands beside its event.
  const [, id = '?'] = /^ {2}request (\S+)$/m.exec(out) ?? [];
  expect(out).toMatch(new RegExp(`ListUsers\\s+AccessDenied\\s+${id}`));
  expect(existsSync(join(folder.path, '.lockstead'))).toBe(false);
  folder.remove();
});

test('demo front: an emulator is kept, and gains a no', async () => {
  const folder = emptyFolder();
  const { code, out, err } = await shown(['demo', 'front'], { workingDirectory: folder.path });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const lines = out.split('\n').map((line) => line.trim());
  const passed = lines.filter((line) => line.startsWith('✓ checkout: ') || line.startsWith('✓ shipping: '));
  const failed = lines.filter((line) => line.startsWith('✗ '));
  expect([passed.length, failed.length]).toEqual([6, 3]);
  expect(out.match(/is not authorized to perform: (dynamodb:PutItem|sqs:GetQueueUrl) on resource/g)).toHaveLength(3);
  expect(out.match(/, proved: \d+ recorded uses/g)).toHaveLength(2);
  expect(out).toContain('✓ and no more: checkout may not delete the table: AccessDeniedException');
  folder.remove();
});
