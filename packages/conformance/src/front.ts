/**
 * The front before moto: the same walk over thirteen services gives the same answers through the front as without it, and a user without
 * permissions is denied each of its steps by name. Then, service by service: a role with exactly the policy that `lockstead least` writes from the
 * walk of root passes the same walk, and with any one statement taken away it is denied, by the name of an action and a resource of that
 * statement. The same is done with a small application: events of a bucket in a queue, a table, a function whose code lies in a bucket. moto is installed beside this package; where it cannot be, this is skipped with a message.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  compareWalks,
  deniedByName,
  type Line,
  leastIsEnough,
  namesWhatIsMissing,
  type Statement,
  type Verdict,
} from './front-verdict.ts';

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
  readonly sessionToken?: string;
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
      ...(keys.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: keys.sessionToken }),
    },
  });
  if (done.status !== 0) throw new Error(`${script} failed: ${done.stderr}`);
  return done.stdout;
}

const services: readonly string[] =
  'dynamodb sqs sns lambda secretsmanager ssm kinesis logs events states ecr rds ec2'.split(' ');
/** Given as arguments, for a quicker look: only of these the least policies are tried. */
const chosen = process.argv.slice(2);

type Walk = (endpoint: string, keys: Keys) => readonly Line[];

function linesOf(script: string, ...some: readonly string[]): Walk {
  return (endpoint, keys) =>
    python(script, endpoint, keys, ...some)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
}

const walk = linesOf('front_walk.py');
const sampleApp = linesOf('front_sample_app.py');
/** Among the names of services that may be chosen. */
const appName = 'app';

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
    await withoutDocker(bare.endpoint);
    python('front_setup.py', bare.endpoint, test);
    const direct = walk(bare.endpoint, test);
    const appDirect = sampleApp(bare.endpoint, test);
    // Its Lambda insists on the role, which the front makes there.
    await using backend = await moto(home);
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
        `--upstream=s3=${backend.endpoint}`,
      ],
      home,
    );
    const [accessKeyId, secretAccessKey] = JSON.parse(python('front_setup.py', front.endpoint, test, 'nobody')) as [
      string,
      string,
    ];
    const denied = walk(front.endpoint, { accessKeyId, secretAccessKey });
    const through = walk(front.endpoint, test);
    const at = { front: front.endpoint, backend: backend.endpoint };
    await freshBackend(at);
    const app = sampleApp(front.endpoint, test);
    const verdicts = [compareWalks(direct, through), deniedByName(denied), sampleAppRuns(appDirect, app)];
    for (const service of chosen.length === 0 ? [...services, appName] : chosen) {
      if (service === appName) verdicts.push(await tryLeast(service, sampleApp, app, at));
      else {
        const lines = through.filter((line) => line.service === (service === 'states' ? 'stepfunctions' : service));
        verdicts.push(await tryLeast(service, linesOf('front_walk.py', service), lines, at));
      }
    }
    return verdicts;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** It is the same through the front, and nothing of it fails. */
function sampleAppRuns(direct: readonly Line[], through: readonly Line[]): Verdict {
  const { faults } = compareWalks(direct, through, 1);
  const failed = through.filter(({ error }) => error !== undefined).map((line) => JSON.stringify(line).slice(0, 400));
  return {
    says: `the sample application is deployed and runs in ${through.length} steps, as without the front`,
    faults: [...faults, ...failed],
  };
}

/** moto runs functions in containers, unless it is told otherwise. */
async function withoutDocker(moto: string): Promise<void> {
  await fetch(`${moto}/moto-api/config`, { method: 'POST', body: JSON.stringify({ lambda: { use_docker: false } }) });
}

interface Endpoints {
  readonly front: string;
  readonly backend: string;
}

/** As if nobody had walked there. */
async function freshBackend({ backend }: Endpoints): Promise<void> {
  await fetch(`${backend}/moto-api/reset`, { method: 'POST' });
  await withoutDocker(backend);
}

/** What `lockstead least` writes of root's walk of one service, tried by a role that has nothing else. */
async function tryLeast(service: string, walked: Walk, through: readonly Line[], at: Endpoints): Promise<Verdict> {
  await freshBackend(at);
  // On its clock, later than what was done before.
  await sleep(10);
  const { now: since } = (await (await fetch(`${at.front}/_lockstead/clock`)).json()) as { readonly now: string };
  walked(at.front, test);
  const { documents, proved } = leastOfRoot(at.front, since);
  const statements = documents.flatMap(({ Statement }) => Statement);
  const as = async (some: readonly Statement[]): Promise<readonly Line[]> => {
    const keys = JSON.parse(python('front_least.py', at.front, test, `least-${service}`, JSON.stringify(some))) as Keys;
    await freshBackend(at);
    return walked(at.front, keys);
  };
  const passed = leastIsEnough(service, {
    through,
    least: await as(statements),
    proved,
    statements: statements.length,
  });
  const faults = [...passed.faults];
  for (const [index, statement] of statements.entries()) {
    faults.push(...namesWhatIsMissing(service, statement, await as(statements.toSpliced(index, 1))));
  }
  return { says: passed.says, faults };
}

function leastOfRoot(
  endpoint: string,
  since: string,
): { documents: readonly { Statement: readonly Statement[] }[]; proved: boolean } {
  const argv = [launcher, 'least', '--endpoint', endpoint, '--principal', 'root', '--since', since, '--json'];
  const done = spawnSync(process.execPath, argv, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
  });
  if (done.status === 2) throw new Error(`lockstead least failed: ${done.stderr}`);
  const [result] = (JSON.parse(done.stdout) as { principals: [{ offer: { documents: [] }; proved: boolean }] })
    .principals;
  return { documents: result.offer.documents, proved: result.proved };
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
