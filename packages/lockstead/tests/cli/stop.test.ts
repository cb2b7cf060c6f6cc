/** A server in the background, and its end: for continuous integration, which has no terminal to keep open. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { startLockstead } from 'lockstead';
import { afterAll, expect, test, vi } from 'vitest';
import { emptyFolder, lockstead, serving } from './cli.ts';

// Whole processes, on a machine that may have other work.
vi.setConfig({ testTimeout: 60_000 });

const folder = emptyFolder();
afterAll(() => folder.remove());
let count = 0;
const fresh = (): string => {
  const path = join(folder.path, String(++count));
  mkdirSync(path);
  return path;
};
const isAlive = (pid: number): boolean => spawnSync('kill', ['-0', String(pid)]).status === 0;
const serves = (endpoint: string): Promise<boolean> =>
  fetch(`${endpoint}/_lockstead/health`).then(
    (answer) => answer.ok,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('start --detach --wait returns when it serves; stop when it has ended, and nothing is lost', async () => {
  const cwd = fresh();
  const started = await lockstead(['start', '--detach', '--wait', '--port', '0'], { cwd });
  expect([started.code, started.err]).toEqual([0, '']);
  const endpoint = /serves on (\S+)/.exec(started.out)?.[1] ?? '';
  expect(started.out).toContain('Try, in another terminal:');
  expect(await serves(endpoint)).toBe(true);
  const { pid } = JSON.parse(readFileSync(join(cwd, '.lockstead', 'server.json'), 'utf8'));
  expect(isAlive(pid)).toBe(true);

  const stopped = await lockstead(['stop'], { cwd });
  expect(stopped).toEqual({ code: 0, out: `The server on ${endpoint} (process ${pid}) has ended.\n`, err: '' });
  expect(await serves(endpoint)).toBe(false);
  const log = join(cwd, '.lockstead', 'server.log');
  expect(readFileSync(log, 'utf8')).toContain('stopping');
  expect(statSync(log).mode & 0o777).toBe(0o600);

  // The directory is free, and has its account.
  const again = await serving([], { cwd });
  expect(again.greeting).toContain(/Account +(\d+)/.exec(started.out)?.[1]);
  expect((await again.stop()).code).toBe(0);
  expect(await lockstead(['stop'], { cwd })).toMatchObject({
    code: 1,
    err: `lockstead: Nothing listens on ${again.endpoint}: there is nothing to stop.\n`,
  });
});

test('one that keeps nothing is stopped by its port', async () => {
  const cwd = fresh();
  const port = await freePort();
  const env = { LOCKSTEAD_PORT: String(port), LOCKSTEAD_EPHEMERAL: 'true' };
  const { code, out } = await lockstead(['start', '--detach', '--wait'], { cwd, env });
  expect(code).toBe(0);
  expect(out).toContain('AWS_SECRET_ACCESS_KEY=');
  expect(existsSync(join(cwd, '.lockstead'))).toBe(false);
  expect(await serves(`http://127.0.0.1:${port}`)).toBe(true);
  const stopped = await lockstead(['stop', '--json'], { cwd, env });
  expect(JSON.parse(stopped.out)).toEqual({
    stopped: true,
    endpoint: `http://127.0.0.1:${port}`,
    pid: expect.any(Number),
  });
  expect(await serves(`http://127.0.0.1:${port}`)).toBe(false);
});

test('--detach alone returns at once', async () => {
  const cwd = fresh();
  const port = await freePort();
  const { code, out } = await lockstead(['start', '--detach', '--port', String(port)], { cwd });
  expect(code).toBe(0);
  expect(out).toMatch(/^The server starts as process \d+\. Its log is \S+\/server\.log\.\n$/);
  await expect.poll(() => serves(`http://127.0.0.1:${port}`)).toBe(true);
  expect((await lockstead(['stop'], { cwd })).code).toBe(0);
});

test('also where the configuration file says so', async () => {
  const cwd = fresh();
  writeFileSync(join(cwd, 'lockstead.json'), JSON.stringify({ detach: true, wait: true, port: 0 }));
  expect((await lockstead(['start', '--config', 'lockstead.json'], { cwd })).code).toBe(0);
  expect((await lockstead(['stop'], { cwd })).code).toBe(0);
});

test.each([
  { argv: ['--detach', '--wait', '--region', 'mars'], says: '--region mars' },
  { argv: ['--wait'], says: '--wait waits for a server that --detach starts' },
  { argv: ['--detach', '--root-key', 'prompt'], says: 'no terminal' },
])('start $argv says in one sentence why it does not serve', async ({ argv, says }) => {
  const cwd = fresh();
  const { code, out, err } = await lockstead(['start', '--port', '0', ...argv], { cwd });
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/^lockstead: [^\n]+\n$/);
  expect(err).toContain(says);
  expect(existsSync(join(cwd, '.lockstead'))).toBe(false);
});

test('what the detached server itself says on its way out is told', async () => {
  const cwd = fresh();
  const first = await serving([], { cwd });
  const { code, err } = await lockstead(['start', '--detach', '--wait', '--port', '0'], { cwd });
  expect(code).toBe(2);
  expect(err).toMatch(/^lockstead: \S+ is in use by another process\n$/);
  await first.stop();
});

test('what is no server of this command is left alone', async () => {
  await using cloud = await startLockstead({ ephemeral: true });
  const { code, err } = await lockstead(['stop', '--endpoint', cloud.endpoint], { cwd: fresh() });
  expect(code).toBe(2);
  expect(err).toMatch(/was not started by "\S*lockstead start" on this machine/);
  expect(await serves(cloud.endpoint)).toBe(true);
  expect(isAlive(process.pid)).toBe(true);
});
