/**
 * The front before moto: the same walk over ten services gives the same answers through the front as without it, and a user without permissions
 * is denied each of its steps by name. moto is installed beside this package; where it cannot be, this is skipped with a message.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { compareWalks, deniedByName, type Line, type Verdict } from './front-verdict.ts';

const requirements = ['boto3==1.44.5', 'botocore==1.44.5', 'moto[server,all]==5.2.5'] as const;
const venv = join(import.meta.dirname, '../.venv-moto');
const clients = join(import.meta.dirname, 'clients');
const launcher = join(import.meta.dirname, '../../lockstead/bin/lockstead.mjs');
const account = '123456789012';

function installed(): boolean {
  const server = join(venv, 'bin/moto_server');
  if (existsSync(server)) return true;
  process.stdout.write(`making a Python environment with ${requirements.join(', ')}\n`);
  if (spawnSync('python3', ['-m', 'venv', venv], { stdio: 'inherit' }).status !== 0) return false;
  spawnSync(join(venv, 'bin/python'), ['-m', 'pip', 'install', '--quiet', ...requirements], { stdio: 'inherit' });
  return existsSync(server);
}

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** As `--dev` has them; moto takes any. */
const test: Keys = { accessKeyId: 'test', secretAccessKey: 'test' };

function python(script: string, endpoint: string, keys: Keys, ...more: readonly string[]): string {
  const done = spawnSync(join(venv, 'bin/python'), [join(clients, script), endpoint, ...more], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: {
      PATH: process.env['PATH'] ?? '',
      AWS_ENDPOINT_URL: endpoint,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    },
  });
  if (done.status !== 0) throw new Error(`${script} failed: ${done.stderr}`);
  return done.stdout;
}

function walk(endpoint: string, keys: Keys): readonly Line[] {
  const lines = python('front_walk.py', endpoint, keys).trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Line);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new TypeError('a port has a number');
  return address.port;
}

/** Until it answers anything at all. */
async function answering(endpoint: string): Promise<void> {
  for (let left = 150; left > 0; left--) {
    const answer = await fetch(endpoint).catch(() => undefined);
    if (answer !== undefined) return;
    await sleep(200);
  }
  throw new Error(`${endpoint} does not answer`);
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

interface Server extends AsyncDisposable {
  readonly endpoint: string;
}

async function served(command: string, args: (port: number) => readonly string[], home: string): Promise<Server> {
  const port = await freePort();
  const child = spawn(command, [...args(port)], {
    stdio: 'ignore',
    env: { PATH: process.env['PATH'] ?? '', HOME: home, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await answering(endpoint);
  } catch (error) {
    await stopped(child);
    throw error;
  }
  return { endpoint, [Symbol.asyncDispose]: () => stopped(child) };
}

function moto(home: string): Promise<Server> {
  return served(join(venv, 'bin/moto_server'), (port) => ['-H', '127.0.0.1', '-p', String(port)], home);
}

/** Each walk has a backend of its own, which nobody has walked before. */
async function compare(): Promise<readonly Verdict[]> {
  const home = mkdtempSync(join(tmpdir(), 'lockstead-front-'));
  try {
    await using bare = await moto(home);
    python('front_setup.py', bare.endpoint, test);
    const direct = walk(bare.endpoint, test);
    await using backend = await moto(home);
    // Its Lambda wants to know the role as well.
    python('front_setup.py', backend.endpoint, test);
    await using front = await served(
      process.execPath,
      (port) => [
        launcher,
        'start',
        '--ephemeral',
        '--dev',
        `--port=${port}`,
        `--account-id=${account}`,
        `--upstream=${backend.endpoint}`,
      ],
      home,
    );
    const [accessKeyId, secretAccessKey] = JSON.parse(python('front_setup.py', front.endpoint, test, 'nobody')) as [
      string,
      string,
    ];
    const denied = walk(front.endpoint, { accessKeyId, secretAccessKey });
    const through = walk(front.endpoint, test);
    return [compareWalks(direct, through), deniedByName(denied)];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

if (installed()) {
  const verdicts = await compare();
  for (const { says, faults } of verdicts) {
    process.stdout.write(`${says}\n`);
    for (const fault of faults) process.stdout.write(`  ${fault}\n`);
  }
  process.exitCode = verdicts.every(({ faults }) => faults.length === 0) ? 0 : 1;
} else {
  process.stdout.write('skipped: the front before moto needs python3 with venv and pip, and moto from PyPI\n');
}
