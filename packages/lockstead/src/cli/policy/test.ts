/** `lockstead policy test`: access unit tests, written in YAML, answered by the engine, explained where they fail. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { failureText, junit, runAccessTests } from '@lockstead/policy/test';
import { type ExitCode, Usage } from '#terminal/exit';
import { harmlessValue, type Paint, paintFor } from '#terminal/paint';
import type { Terminal } from '#terminal/terminal';
import type { Words } from '#terminal/words';
import type { Command } from '../command.ts';
import { flow, say } from '../flow.ts';
import { jsonFlag, parseWords } from '../words.ts';
import { Changes } from './changes.ts';
import { formatFlag, formatIn, github, type Notice, sarif } from './report-format.ts';
import { type ReadSuite, readSuite } from './suite.ts';

type AccessReport = ReturnType<typeof runAccessTests>;
type AccessResult = AccessReport['results'][number];

const junitFlag = { name: 'junit', value: 'FILE', help: 'also write a JUnit report, for continuous integration' };
const watchFlag = { name: 'watch', help: 'run again whenever a file changes, until interrupted' };
const verboseFlag = { name: 'verbose', help: 'name the tests that pass, too' };

export const test: Command = {
  name: 'policy test',
  summary: 'run access tests: who must be allowed what, and who must not',
  words: 'FILE…',
  about: [
    'A file is YAML: policies by name (or {file: NAME}), or an account as "aws iam get-account-authorization-details" writes it; defaults for all tests; and tests, each with principal, action, resource, context and what to expect: allow, deny, explicitDeny or implicitDeny.',
    'A failure says which layer decided, the statements looked at, and the least change that would allow it. docs/guide/policies.md shows it, and the whole format; packages/policy/schemas has a schema for editors.',
  ],
  examples: ['lockstead policy test access.yaml', 'lockstead policy test access.yaml --watch'],
  exits: { 0: 'all pass', 1: 'some fail', 2: 'a file or a test cannot be read' },
  flags: [junitFlag, watchFlag, verboseFlag, jsonFlag, formatFlag],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(test, argv);
    if (words.words.length === 0) throw new Usage('"lockstead policy test" takes a FILE of tests.');
    if (!words.has(watchFlag.name)) return (await runAll(words, terminal)).code;
    if (words.words.includes('-')) throw new Usage('Standard input cannot be watched.');
    return await watchAll(words, terminal);
  },
};

interface Ran {
  readonly code: ExitCode;
  readonly files: readonly string[];
}

async function runAll(words: Words, terminal: Terminal): Promise<Ran> {
  const suites: ReadSuite[] = [];
  for (const file of words.words) suites.push(await readSuite(file, terminal));
  const reports = suites.map((read, i) => reportOf(read, words.words[i] ?? ''));
  const format = formatIn(words);
  const notices = (): readonly Notice[] => reports.flatMap((report, i) => noticesOf(report, words.words[i] ?? ''));
  if (format === 'json') terminal.out(`${JSON.stringify(reports)}\n`);
  else if (format === 'sarif') terminal.out(sarif(notices()));
  else if (format === 'github') terminal.out(github(notices()));
  else {
    const paint = paintFor(terminal);
    say(
      terminal,
      harmlessValue(reports)
        .map((report) => rendered(report, words.has(verboseFlag.name), paint))
        .join('\n'),
    );
  }
  const junitFile = words.text(junitFlag.name);
  if (junitFile !== undefined) writeFileSync(resolve(terminal.workingDirectory, junitFile), junitOf(reports));
  return { code: codeOf(reports), files: suites.flatMap(({ files }) => files) };
}

/** A suite without a name goes by its file's. */
function reportOf({ suite, groundless }: ReadSuite, file: string): AccessReport {
  const hasName = typeof suite === 'object' && suite !== null && 'name' in suite;
  const report = runAccessTests(suite);
  const results = report.results.map((result) => {
    const without = groundless.get(result.name);
    if (without === undefined) return result;
    const { name = `${result.action} on ${result.resource}`, problem } = without;
    return { ...result, name, problems: [problem] };
  });
  return { ...report, ...(hasName ? {} : { name: file }), results };
}

function codeOf(reports: readonly AccessReport[]): ExitCode {
  const unread = ({ problems, results }: AccessReport): boolean =>
    problems.length > 0 || results.some((result) => result.problems.length > 0) || results.length === 0;
  if (reports.some(unread)) return 2;
  return reports.some(({ failed }) => failed > 0) ? 1 : 0;
}

/** What fails, and what cannot be read. */
function noticesOf({ problems, results }: AccessReport, file: string): readonly Notice[] {
  const failed = results.filter((result) => !result.passed);
  return [
    ...problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)),
    ...failed.map((result) => `${result.name}\n${failureText(result)}`),
  ].map((message) => ({ level: 'error', rule: 'access-test', message, file }));
}

/** One document with every suite in it; each report comes as a document of its own, between the same first and last lines. */
function junitOf(reports: readonly AccessReport[]): string {
  const suites = reports.flatMap((report) => junit(report).split('\n').slice(2, -2));
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...suites, '</testsuites>', ''].join('\n');
}

function rendered({ name, passed, failed, results, problems }: AccessReport, verbose: boolean, paint: Paint): string {
  const lines = [paint.bold(name)];
  for (const { path, message } of problems)
    lines.push(`  ${paint.bad('!')} ${path === '' ? '' : `${path}: `}${message}`);
  for (const result of results) lines.push(...resultLines(result, verbose, paint));
  if (results.length === 0) lines.push(`  ${paint.bad('!')} there are no tests`);
  const count = [`${passed} passed`, ...(failed === 0 ? [] : [`${failed} failed`])].join(', ');
  lines.push(`  ${failed === 0 && problems.length === 0 ? paint.good(count) : paint.bad(count)}`);
  return `${lines.join('\n')}\n`;
}

function resultLines(result: AccessResult, verbose: boolean, paint: Paint): readonly string[] {
  if (result.passed) return verbose ? [`  ${paint.good('✓')} ${result.name}`] : [];
  return [
    `  ${paint.bad('✗')} ${result.name}`,
    ...failureText(result)
      .split('\n')
      .map((line) => `      ${line}`),
  ];
}

/** Runs until the process is told to stop. A file that cannot be read is reported, and read again when it changes. */
async function watchAll(words: Words, terminal: Terminal): Promise<never> {
  const changes = new Changes();
  changes.watch(words.words.map((file) => resolve(terminal.workingDirectory, file)));
  for (;;) {
    try {
      changes.watch((await runAll(words, terminal)).files);
    } catch (error) {
      if (!(error instanceof Usage)) throw error;
      terminal.err(`${flow(`lockstead: ${error.message}`, terminal.errorColumns)}\n`);
    }
    if (formatIn(words) === 'text') terminal.out('\nwaiting for a change …\n');
    await changes.next();
  }
}
