/** `events`: the history as lines, filtered, followed; and `env --as`, whose keys make some of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { CreateUserCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { emptyFolder, serving } from './cli.ts';
import { type Shown, shown } from './terminal.ts';

// Whole processes, on a machine that may have other work.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

type Serving = Awaited<ReturnType<typeof serving>>;
const folder = emptyFolder();
let server: Serving;
let environment: Readonly<Record<string, string>>;
const wellKnown = { accessKeyId: 'test', secretAccessKey: 'test' };
beforeAll(async () => {
  server = await serving(['--ephemeral', '--dev'], { cwd: folder.path });
  environment = { HOME: folder.path, AWS_ENDPOINT_URL: server.endpoint };
  const iam = new IAMClient({ endpoint: server.endpoint, region: 'us-east-1', credentials: wellKnown });
  await iam.send(new CreateUserCommand({ UserName: 'alice' }));
  await iam.send(new ListUsersCommand({}));
  await iam.send(new CreateUserCommand({ UserName: 'alice' })).catch(() => undefined);
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});
const run = (...argv: readonly string[]): Promise<Shown> => shown(argv, { environment, workingDirectory: folder.path });

describe('events', () => {
  test('as lines, oldest first', async () => {
    const { code, out, err } = await run('events');
    expect([code, err]).toEqual([0, '']);
    const lines = out.trim().split('\n');
    expect(lines.map((line) => line.replace(/^\S+ {2}/, ''))).toEqual([
      expect.stringMatching(/^root {2}iam:CreateUser {2}ok {2}.*alice/),
      'root  iam:ListUsers  ok',
      expect.stringMatching(/^root {2}iam:CreateUser {2}EntityAlreadyExistsException/),
    ]);
  });

  test('as NDJSON, filtered and counted as LookupEvents does', async () => {
    const names = async (...flags: readonly string[]): Promise<readonly string[]> => {
      const { out } = await run('events', '--json', ...flags);
      return out
        .split('\n')
        .flatMap((line) => (line === '' ? [] : [(JSON.parse(line) as { eventName: string }).eventName]));
    };
    expect(await names('--filter', 'EventName=CreateUser')).toEqual(['CreateUser', 'CreateUser']);
    expect(await names('--filter', 'readonly=true')).toEqual(['ListUsers']);
    expect(await names('--count', '1')).toEqual(['CreateUser']);
    expect(await names('--count', '0')).toEqual([]);
    expect(await names('--since', '2999-01-01T00:00:00Z')).toEqual([]);
  });

  test.each([
    [['--filter', 'Colour=red'], 'NAME is one of AccessKeyId'],
    [['--filter', 'EventName'], 'it takes NAME=VALUE'],
    [['--since', 'noon'], 'it takes a time'],
    [['--count', 'all'], 'it takes a number'],
    [['--endpoint', 'http://127.0.0.1:9'], 'Nothing listens'],
  ])('%s', async (flags, says) => {
    const { code, out, err } = await run('events', ...flags);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(says);
  });

  test('followed: each new event once, and none of its own', async () => {
    const bin = join(import.meta.dirname, '../../bin/lockstead.mjs');
    const child: ChildProcess = spawn(process.execPath, [bin, 'events', '--follow', '--json', '--count', '0'], {
      cwd: folder.path,
      env: { PATH: process.env['PATH'], ...environment },
    });
    process.on('exit', () => child.kill('SIGKILL'));
    let said = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const sts = new STSClient({ endpoint: server.endpoint, region: 'us-east-1', credentials: wellKnown });
    const call = async (): Promise<string> =>
      (await sts.send(new GetCallerIdentityCommand({}))).$metadata.requestId ?? 'none';
    // From the first event on it follows; what came before that may have been counted away.
    const begun = async (): Promise<boolean> => {
      await call();
      return said.includes('"eventName":"GetCallerIdentity"');
    };
    await expect.poll(begun, { timeout: 30_000, interval: 500 }).toBe(true);
    const ids = await Promise.all(Array.from({ length: 60 }, call));
    await expect.poll(() => ids.filter((id) => !said.includes(id)), { timeout: 30_000 }).toEqual([]);
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    const lines = said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { eventID: string; eventName: string });
    expect(new Set(lines.map(({ eventID }) => eventID)).size).toBe(lines.length);
    expect(lines.map(({ eventName }) => eventName)).not.toContain('LookupEvents');
  });
});

describe('env --as', () => {
  const identity = async (...flags: readonly string[]): Promise<string | undefined> => {
    const { code, out, err } = await run('env', '--endpoint', server.endpoint, '--json', ...flags);
    expect([code, err]).toEqual([0, '']);
    const variables = JSON.parse(out) as Readonly<Record<string, string>>;
    const credentials = {
      accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
      sessionToken: variables['AWS_SESSION_TOKEN'] ?? '',
    };
    const sts = new STSClient({ endpoint: server.endpoint, region: 'us-east-1', credentials });
    return (await sts.send(new GetCallerIdentityCommand({}))).Arn;
  };

  test('a user, for an hour or as long as asked; the log says so', async () => {
    expect(await identity('--as', 'user/alice')).toMatch(/:user\/alice$/);
    expect(await identity('--as', 'user/alice', '--for', '15m')).toMatch(/:user\/alice$/);
    expect((await run('env', '--as', 'root')).out).toContain("export AWS_SESSION_TOKEN='");
  });

  test.each([
    [['--as', 'user/zoe'], 'There is no user'],
    [['--as', 'user/alice', '--for', 'ever'], 'it takes a time such as'],
    [['--as', 'user/alice', '--for', '1m'], 'from 900 to 129600'],
    [['--for', '1h'], '--for says how long --as lasts'],
  ])('%s leaves the shell at nobody', async (flags, says) => {
    const { code, out, err } = await run('env', ...flags);
    expect(code).toBe(2);
    expect(err).toContain(says);
    expect(out).toContain('lockstead-env-failed');
  });

  test('is refused without --dev', async () => {
    const strict = await serving([], { cwd: folder.path });
    const { code, err } = await shown(['env', '--as', 'user/admin'], {
      environment: { HOME: folder.path },
      workingDirectory: folder.path,
    });
    await strict.stop();
    expect(code).toBe(2);
    expect(err).toContain('with --dev only');
  });
});

describe('replay --since', () => {
  const policy = join(folder.path, 'no-users.json');
  const write = (statement: object): void =>
    writeFileSync(
      policy,
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Resource: '*', ...statement }] }),
    );

  test('decides the history of the server again', async () => {
    write({ Action: 'iam:CreateUser' });
    const { code, out, err } = await run('replay', '--scp', policy, '--since', 'P1D', '--json');
    expect([code, err]).toEqual([1, '']);
    expect(JSON.parse(out)).toMatchObject({
      files: 0,
      stops: [
        {
          principal: expect.stringMatching(/:root$/),
          action: 'iam:CreateUser',
          example: { resource: expect.stringMatching(/user\/alice$/) },
        },
      ],
      unknownCalls: [],
    });
  });

  test('none of it is before its time', async () => {
    write({ Action: '*' });
    const { code, out } = await run('replay', '--scp', policy, '--since', '2999-01-01T00:00:00Z');
    expect(code).toBe(0);
    expect(out).toContain('0 calls in the event history');
  });
});
