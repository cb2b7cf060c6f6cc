/**
 * `npm run readme`: plays the scenarios and AWS's recorded answers, and writes what came of it into the README. `-- --check` compares the
 * scenario table instead. The recordings are not part of the repository: where they are absent their line stays as it was.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const readme = join(root, 'README.md');
const check = process.argv.includes('--check');

interface Played {
  readonly number: number;
  readonly name: string;
  readonly result: 'pass' | 'fail' | 'notYet';
}

function output(script: string, args: readonly string[]): string {
  const { stdout, status, stderr } = spawnSync(process.execPath, [join(root, script), ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script} failed:\n${stdout}${stderr}`);
  return stdout;
}

function scenarioTable(): string {
  const played = JSON.parse(output('scenarios/run.ts', ['--json'])) as readonly Played[];
  const passed = played.filter(({ result }) => result === 'pass');
  const waiting = played.filter(({ result }) => result === 'notYet');
  return [
    `**${passed.length} of ${played.length} scenarios pass** (\`npm run scenarios\` plays them):`,
    '',
    '| # | scenario | |',
    '|---|---|---|',
    ...passed.map(({ number, name }) => `| ${number} | ${name} | pass |`),
    '',
    `Not yet: ${waiting.map(({ name }) => name).join(', ')}.`,
  ].join('\n');
}

function recordingsLine(): string | undefined {
  const said = output('packages/conformance/src/recordings.ts', []);
  const counted = /(\d+) of (\d+) recorded answers met/.exec(said);
  if (counted === null) {
    process.stdout.write(said);
    return undefined;
  }
  return `**${counted[1]} of ${counted[2]} recorded answers** of the real AWS (IAM and STS) are met, on ${today()}; most of the others ask for operations that are not done yet.`;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function replaced(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- generated: ${name} -->`, '<!-- /generated -->'];
  const from = text.indexOf(start) + start.length;
  return `${text.slice(0, from)}\n${content}\n${text.slice(text.indexOf(end, from))}`;
}

const before = readFileSync(readme, 'utf8');
const withTable = replaced(before, 'scenarios', scenarioTable());
if (check) {
  if (withTable !== before) {
    process.stderr.write('The scenario table in README.md is not what the scenarios say: npm run readme writes it.\n');
    process.exitCode = 1;
  }
} else {
  const line = recordingsLine();
  writeFileSync(readme, line === undefined ? withTable : replaced(withTable, 'recordings', line));
}
