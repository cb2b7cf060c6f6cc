/**
 * A PostgreSQL server in a temporary folder, run as an ordinary user, that can be restarted, crashed and thrown away. Debian and Ubuntu:
 * `apt install postgresql`; elsewhere `initdb` and `postgres` of version 13 or newer on the PATH, or their folder in PG_BIN.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PostgresServer extends AsyncDisposable {
  /** The process that all others of the server are children of. */
  readonly pid: number;
  url(database?: string): string;
  /** `fast` cuts everybody and stops in order; `immediate` leaves what there is to be recovered at the next start. */
  stop(how?: 'fast' | 'immediate'): Promise<void>;
  /** After `stop`, on the same port. */
  start(): Promise<void>;
}

/** `undefined` where PostgreSQL is not installed. `settings` are its own: `autovacuum=off`. */
export async function postgresServer(settings: readonly string[] = []): Promise<PostgresServer | undefined> {
  const bin = binaries();
  if (bin === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-postgres-'));
  const cluster: Cluster = { bin, folder, settings, as: owner(), port: await freePort() };
  const discard = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    initialize(cluster);
    return server(cluster, await serving(cluster), discard);
  } catch (error) {
    discard();
    throw error;
  }
}

/** A server refuses to run as root: then it runs as one of these. */
const ordinaryUsers = ['postgres', 'nobody'];

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

interface Cluster {
  readonly bin: string;
  readonly folder: string;
  readonly settings: readonly string[];
  readonly as: Owner | undefined;
  readonly port: number;
}

function server(cluster: Cluster, first: ChildProcess, discard: () => void): PostgresServer {
  let running: ChildProcess | undefined = first;
  const stop = async (how: 'fast' | 'immediate' = 'fast'): Promise<void> => {
    const stopping = running;
    running = undefined;
    if (stopping === undefined || stopping.exitCode !== null || stopping.signalCode !== null) return;
    stopping.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await once(stopping, 'exit');
  };
  return {
    get pid() {
      if (running?.pid === undefined) throw new Error('the server does not run');
      return running.pid;
    },
    url: (database = 'postgres') => `postgres://lockstead@127.0.0.1:${cluster.port}/${database}`,
    stop,
    async start() {
      running = await serving(cluster);
    },
    async [Symbol.asyncDispose]() {
      await stop();
      discard();
    },
  };
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
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  listener.close();
  await once(listener, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

const environment = { ...process.env, LC_ALL: 'C.UTF-8' };

function initialize({ bin, folder, as }: Cluster): void {
  if (as !== undefined) chownSync(folder, as.uid, as.gid);
  const args = ['-D', join(folder, 'cluster'), '-U', 'lockstead', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
  const made = spawnSync(join(bin, 'initdb'), args, { ...as, cwd: folder, env: environment, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
}

async function serving({ bin, folder, settings, as, port }: Cluster): Promise<ChildProcess> {
  const all = ['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${folder}`, ...settings];
  const args = ['-D', join(folder, 'cluster'), ...all.flatMap((setting) => ['-c', setting])];
  const child = spawn(join(bin, 'postgres'), args, {
    ...as,
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8');
  return await new Promise((resolve, reject) => {
    const read = (piece: string): void => {
      log += piece;
      if (!log.includes('database system is ready to accept connections')) return;
      child.stderr.off('data', read);
      child.stderr.resume();
      resolve(child);
    };
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`postgres ended with ${code}: ${log}`)));
  });
}
