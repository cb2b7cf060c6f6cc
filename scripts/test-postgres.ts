/**
 * Runs the suites that need a PostgreSQL server, over one that it starts in a temporary folder and stops again. Debian and Ubuntu:
 * `apt install postgresql`; elsewhere put `initdb` and `postgres` of version 13 or newer on the PATH, or name their folder in PG_BIN.
 * With LOCKSTEAD_TEST_POSTGRES set to a `postgres://` address it uses that server instead, in schemas of its own.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** A server refuses to run as root: then it runs as one of these. */
const ordinaryUsers = ['postgres', 'nobody'];

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

function binaries(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    process.env['PG_BIN'] ?? '',
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(':'),
  ];
  return folders.find(
    (folder) => folder !== '' && existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  );
}

function owner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string, user: string): number => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
  const user = ordinaryUsers.find((name) => spawnSync('id', [name]).status === 0);
  if (user === undefined) throw new Error('root cannot run PostgreSQL, and there is no ordinary user to run it as');
  return { uid: id('-u', user), gid: id('-g', user) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function started(bin: string, folder: string, port: number, as: Owner | undefined): Promise<ChildProcess> {
  const cluster = join(folder, 'cluster');
  const environment = { ...process.env, LC_ALL: 'C.UTF-8' };
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', cluster, '-U', 'lockstead', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    {
      ...as,
      cwd: folder,
      env: environment,
      encoding: 'utf8',
    },
  );
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  // Autovacuum holds transactions open now and then, which delays the feed: right, but not in a test that looks at once.
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${folder}`,
    'autovacuum=off',
  ];
  const args = ['-D', cluster, ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn(join(bin, 'postgres'), args, {
    ...as,
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  server.stderr?.setEncoding('utf8');
  for await (const piece of server.stderr ?? []) {
    log += piece;
    if (log.includes('database system is ready to accept connections')) {
      server.stderr?.resume();
      return server;
    }
  }
  throw new Error(`postgres: ${log}`);
}

async function tests(environment: Readonly<Record<string, string>>): Promise<number> {
  const config = join(root, 'vitest.postgres.config.ts');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const running = spawn(process.execPath, [vitest, 'run', '--config', config, ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  await once(running, 'close');
  return running.exitCode ?? 1;
}

async function overOwnServer(): Promise<number> {
  const bin = binaries();
  if (bin === undefined) {
    console.error(
      'PostgreSQL is not installed: apt install postgresql, or name the folder of initdb and postgres in PG_BIN',
    );
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-postgres-'));
  const as = owner();
  if (as !== undefined) chownSync(folder, as.uid, as.gid);
  let server: ChildProcess | undefined;
  try {
    const port = await freePort();
    server = await started(bin, folder, port, as);
    return await tests({
      LOCKSTEAD_TEST_POSTGRES: `postgres://lockstead@127.0.0.1:${port}/postgres`,
      LOCKSTEAD_TEST_POSTGRES_PID: String(server.pid),
    });
  } finally {
    if (server !== undefined && server.exitCode === null) {
      server.kill('SIGINT');
      await once(server, 'exit');
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = process.env['LOCKSTEAD_TEST_POSTGRES'] === undefined ? await overOwnServer() : await tests({});
