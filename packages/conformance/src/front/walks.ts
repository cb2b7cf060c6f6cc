/** Walks by boto3: scripts in `clients/` that print each answer as a line. And what `lockstead least` writes of one, tried. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Line, leastIsEnough, namesWhatIsMissing, type Statement, type Verdict } from '../front-verdict.ts';

const requirements = ['boto3==1.44.5', 'botocore==1.44.5', 'moto[server,all]==5.2.5'] as const;
const venv = join(import.meta.dirname, '../../.venv-moto');
const clients = join(import.meta.dirname, '../clients');
const launcher = join(import.meta.dirname, '../../../lockstead/bin/lockstead.mjs');

export const motoServer: string = join(venv, 'bin/moto_server');

/** Whether boto3 and moto are there; they are installed beside this package where they can be. */
export function installed(): boolean {
  if (existsSync(motoServer)) return true;
  process.stdout.write(`making a Python environment with ${requirements.join(', ')}\n`);
  if (spawnSync('python3', ['-m', 'venv', venv], { stdio: 'inherit' }).status !== 0) return false;
  spawnSync(join(venv, 'bin/python'), ['-m', 'pip', 'install', '--quiet', ...requirements], { stdio: 'inherit' });
  return existsSync(motoServer);
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** As `--dev` has them; moto takes any. */
export const test: Keys = { accessKeyId: 'test', secretAccessKey: 'test' };

/** What the script prints. @throws Error where it fails. */
export function python(script: string, endpoint: string, keys: Keys, ...more: readonly string[]): string {
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

export type Walk = (endpoint: string, keys: Keys) => readonly Line[];

export function linesOf(script: string, ...some: readonly string[]): Walk {
  return (endpoint, keys) =>
    python(script, endpoint, keys, ...some)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
}

/** The keys of a new user who may nothing, at a front. */
export function nobodyAt(front: string): Keys {
  const [accessKeyId, secretAccessKey] = JSON.parse(python('front_setup.py', front, test, 'nobody')) as [
    string,
    string,
  ];
  return { accessKeyId, secretAccessKey };
}

export interface Trial {
  /** Of a service, for the words and the role. */
  readonly name: string;
  readonly walk: Walk;
  /** Root's walk through the front. */
  readonly through: readonly Line[];
  readonly front: string;
  /** Makes the backend as if nobody had walked there. */
  readonly refresh: () => Promise<void>;
}

/** What `lockstead least` writes of root's walk, tried by a role that has nothing else, and by one with each statement taken away. */
export async function tryLeast({ name, walk, through, front, refresh }: Trial): Promise<Verdict> {
  await refresh();
  // On its clock, later than what was done before.
  await sleep(10);
  const { now: since } = (await (await fetch(`${front}/_lockstead/clock`)).json()) as { readonly now: string };
  walk(front, test);
  const { documents, proved } = leastOfRoot(front, since);
  const statements = documents.flatMap(({ Statement }) => Statement);
  const as = async (some: readonly Statement[]): Promise<readonly Line[]> => {
    const keys = JSON.parse(python('front_least.py', front, test, `least-${name}`, JSON.stringify(some))) as Keys;
    await refresh();
    return walk(front, keys);
  };
  const passed = leastIsEnough(name, { through, least: await as(statements), proved, statements: statements.length });
  const faults = [...passed.faults];
  for (const [index, statement] of statements.entries()) {
    faults.push(...namesWhatIsMissing(name, statement, await as(statements.toSpliced(index, 1))));
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

/** Says each verdict and its faults, and makes the process end with 1 where there are some. */
export function tell(verdicts: readonly Verdict[]): void {
  for (const { says, faults } of verdicts) {
    process.stdout.write(`${says}\n`);
    for (const fault of faults) process.stdout.write(`  ${fault}\n`);
  }
  if (verdicts.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
}
