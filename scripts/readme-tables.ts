/**
 * `npm run readme`: plays the scenarios and AWS's recorded answers, asks a server what it does, and writes that into README.md and
 * docs/scenarios.md. `-- --check` compares instead, but for the recordings: those are not part of the repository, and where they are absent
 * their line stays as it was.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { AdminClient } from '../packages/lockstead/src/client/admin-client.ts';
import { startLockstead } from '../packages/lockstead/src/fixture/start-lockstead.ts';
import { systemClock } from '../packages/lockstead/src/kernel/clock.ts';
import { Secret } from '../packages/lockstead/src/kernel/secret.ts';
import { type Scenario, scenarios, type Theme } from '../scenarios/names.ts';

const root = join(import.meta.dirname, '..');
const check = process.argv.includes('--check');

interface Played {
  readonly name: string;
  readonly result: 'pass' | 'fail' | 'notYet';
}

interface Coverage {
  readonly services: Readonly<Record<string, { readonly operations: Readonly<Record<string, unknown>> }>>;
}

function output(script: string, args: readonly string[]): string {
  const { stdout, status, stderr } = spawnSync(process.execPath, [join(root, script), ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} failed:\n${stdout}${stderr}`);
  return stdout;
}

const results: ReadonlyMap<string, Played['result']> = new Map(
  (JSON.parse(output('scenarios/run.ts', ['--json'])) as readonly Played[]).map(({ name, result }) => [name, result]),
);
const passes = ({ name }: Scenario): boolean => results.get(name) === 'pass';

/** What can be done in each theme, beside its stories. Services by their names in the coverage. */
const themes: readonly { readonly theme: Theme; readonly services: readonly string[]; readonly words: string }[] = [
  { theme: 'Identity', services: ['iam', 'sts'], words: 'users, groups, roles, policies, sessions, MFA devices' },
  {
    theme: 'Policies',
    services: [],
    words: 'lint, unit tests, comparison, "why" and "who can", dry runs of guardrails',
  },
  {
    theme: 'Audit',
    services: ['cloudtrail'],
    words: 'every call in the event history, denied ones too; trails that prove themselves',
  },
  {
    theme: 'Organizations',
    services: ['organizations', 'account', 'ce'],
    words: 'accounts, units and their policies; contacts and Regions; one bill',
  },
  { theme: 'Keys and encryption', services: ['kms', 's3'], words: 'keys, and what they seal' },
  { theme: 'Traffic', services: ['wafv2', 'shield'], words: 'web ACLs, floods, load balancers' },
  { theme: 'Detection', services: ['guardduty', 'inspector2'], words: 'findings from logs and inventories' },
  { theme: 'Compliance', services: ['artifact', 'config'], words: 'reports, agreements, evidence' },
  { theme: 'Responsibility', services: [], words: 'who answers for which layer' },
];

async function themeTable(): Promise<string> {
  const { services } = await coverage();
  const rows = themes.map(({ theme, services: names, words }) => {
    const own = scenarios.filter((scenario) => scenario.theme === theme);
    const played = own.filter(passes).length;
    const done = names.flatMap((name) => {
      const operations = Object.values(services[name]?.operations ?? {});
      const count = operations.filter((state) => state === 'done').length;
      return count === 0 ? [] : [`${count} of ${operations.length} operations of ${name}`];
    });
    const isHere = done.length > 0 || played > 0;
    return {
      isHere,
      line: `| ${theme} | ${isHere ? words : 'not yet'} | ${done.join(', ')} | ${played} of ${own.length} |`,
    };
  });
  return [
    '| theme | today | operations done | scenarios that pass |',
    '|---|---|---|---|',
    // What is here comes first.
    ...rows.filter(({ isHere }) => isHere).map(({ line }) => line),
    ...rows.filter(({ isHere }) => !isHere).map(({ line }) => line),
  ].join('\n');
}

async function coverage(): Promise<Coverage> {
  await using cloud = await startLockstead({ ephemeral: true });
  const { accessKeyId, secretAccessKey } = cloud.credentials;
  const client = new AdminClient(
    { endpoint: new URL(cloud.endpoint), region: cloud.region, dataDirectory: '', certificates: [] },
    { accessKeyId, secretAccessKey: new Secret(secretAccessKey), source: 'the fixture', isGuess: false },
    systemClock(),
  );
  return (await client.get('coverage')) as Coverage;
}

function scenarioTable(): string {
  return [
    `${scenarios.filter(passes).length} of ${scenarios.length} pass.`,
    '',
    '| # | story | name | today |',
    '|---|---|---|---|',
    ...scenarios.map((scenario) => {
      const { number, name, story } = scenario;
      const result = { pass: '**pass**', fail: 'fails', notYet: 'not yet' }[results.get(name) ?? 'notYet'];
      return `| ${number} | ${story} | \`${name}\` | ${result} |`;
    }),
  ].join('\n');
}

function recordingsLine(): string | undefined {
  const said = output('packages/conformance/src/recordings.ts', []);
  const counted = /(\d+) of (\d+) recorded answers met/.exec(said);
  if (counted === null) {
    process.stdout.write(said);
    return undefined;
  }
  return `Of ${counted[2]} recorded answers of the real AWS (IAM, STS, Organizations, KMS, CloudTrail and S3), **${counted[1]}** are met word for word, on ${today()}. Most of the others are S3's: they have not been asked again yet, or are about operations that are not done.`;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function replaced(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- generated: ${name} -->`, '<!-- /generated -->'];
  const from = text.indexOf(start);
  if (from === -1) throw new Error(`there is no place for "${name}"`);
  return `${text.slice(0, from)}${start}\n${content}\n${text.slice(text.indexOf(end, from))}`;
}

const pages = [
  { file: 'README.md', name: 'themes', content: await themeTable() },
  { file: 'docs/scenarios.md', name: 'scenarios', content: scenarioTable() },
  ...(check ? [] : [{ file: 'README.md', name: 'recordings', content: recordingsLine() }]),
];
for (const { file, name, content } of pages) {
  const path = join(root, file);
  const before = readFileSync(path, 'utf8');
  const after = content === undefined ? before : replaced(before, name, content);
  if (!check) writeFileSync(path, after);
  else if (after !== before) {
    process.stderr.write(`"${name}" in ${file} is not true any more: npm run readme writes it.\n`);
    process.exitCode = 1;
  }
}
