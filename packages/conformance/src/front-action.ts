/**
 * The composite action of GitHub, by hand: its steps are run in the shell that GitHub runs them in, with what GitHub gives them, before the emulator
 * that ships with Lockstead. Only the installation is left out. Skipped with a message where its port is taken.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parse } from 'yaml';
import { launcher, served } from './front/servers.ts';
import { tell } from './front/walks.ts';
import type { Verdict } from './front-verdict.ts';

const actionPath = join(import.meta.dirname, '../../../.github/actions/lockstead');
/** That of the action. */
const port = 4566;

interface Step {
  readonly name: string;
  readonly if?: string;
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

interface Ran {
  readonly failed: readonly string[];
  readonly comment: string;
  readonly summary: string;
  readonly output: string;
  readonly least: string;
}

async function isFree(): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((told) => {
    server.once('error', () => told(false)).listen(port, '127.0.0.1', () => told(true));
  });
  if (free) await new Promise((closed) => server.close(closed));
  return free;
}

/** As GitHub does: each step in its own shell, those with `always()` also behind one that failed. */
function run(given: Readonly<Record<string, string>>, home: string): Ran {
  const { inputs, runs } = parse(readFileSync(join(actionPath, 'action.yml'), 'utf8')) as Action;
  const inputOf = (name: string): string => given[name] ?? inputs[name]?.default ?? '';
  const [summary, output] = ['summary.md', 'output.txt'].map((name) => join(home, name)) as [string, string];
  for (const file of [summary, output]) writeFileSync(file, '');
  const failed: string[] = [];
  for (const step of runs.steps.filter(({ name }) => name !== 'Install Lockstead')) {
    if (failed.length > 0 && step.if !== 'always()') continue;
    const script = join(home, 'step.sh');
    writeFileSync(script, step.run);
    const environment = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, text]) => [
        name,
        String(text).replaceAll(/\$\{\{ inputs\.([a-z-]+) \}\}/g, (_, name: string) => inputOf(name)),
      ]),
    );
    const { status } = spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], {
      cwd: home,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
        GITHUB_ACTION_PATH: actionPath,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_OUTPUT: output,
        ...environment,
      },
    });
    if (status !== 0) failed.push(step.name);
  }
  const read = (name: string): string => readFileSync(join(home, name), 'utf8');
  return {
    failed,
    comment: read('least.md'),
    summary: read('summary.md'),
    output: read('output.txt'),
    least: read('least.json'),
  };
}

/** By curl, which signs too. */
const listTables = [
  'curl -sSf -o /dev/null --aws-sigv4 aws:amz:us-east-1:dynamodb -u checkout:test',
  "-H 'x-amz-target: DynamoDB_20120810.ListTables' -H 'content-type: application/x-amz-json-1.0' -d '{}'",
  '"$AWS_ENDPOINT_URL/"',
].join(' ');

interface Case {
  readonly says: string;
  readonly given: Readonly<Record<string, string>>;
  /** The steps that must fail. */
  readonly fails: readonly string[];
}

const cases: readonly Case[] = [
  { says: 'tests that pass while nobody is stopped', given: { enforce: 'audit', command: listTables }, fails: [] },
  { says: 'tests that fail for want of a permission', given: { command: listTables }, fails: ['Run the tests'] },
];

async function tryCase({ says, given, fails }: Case): Promise<Verdict> {
  const home = mkdtempSync(join(tmpdir(), 'lockstead-action-'));
  try {
    await using backend = await served(
      process.execPath,
      (free) => [launcher, 'demo', 'emulator', '--port', String(free)],
      home,
    );
    const inputs = { ...given, upstream: `${backend.endpoint}\n`, 'dev-role': 'checkout=shop-checkout\n' };
    const { failed, comment, summary, output, least } = run(inputs, home);
    const faults = [
      ...(failed.join() === fails.join() ? [] : [`these steps failed: ${failed.join()}`]),
      ...(comment.includes('dynamodb:ListTables') && comment.includes('shop-checkout')
        ? []
        : [`the comment: ${comment}`]),
      ...(summary === comment ? [] : ['the summary is not the comment']),
      ...(output === 'proved=true\n' ? [] : [`the output: ${output}`]),
      ...(least.includes('dynamodb:ListTables') ? [] : [`the file: ${least}`]),
      ...((await isFree()) ? [] : ['the server still runs']),
    ];
    return { says: `the action: ${says}`, faults };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

if (!(await isFree())) process.stdout.write(`skipped: the action needs port ${port}, which is taken\n`);
else if (spawnSync('curl', ['--aws-sigv4', 'aws:amz', '--version'], { stdio: 'ignore' }).status !== 0)
  process.stdout.write('skipped: the action is tried with a curl that signs (7.75 or newer)\n');
else for (const one of cases) tell([await tryCase(one)]);
