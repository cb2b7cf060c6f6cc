/** `lockstead least`: of what each principal did, the least policy that allows it, proved. */

import { adminClient } from '#client/admin-client';
import { principalsOf } from '#client/least';
import type { Result } from '#client/least-result';
import { systemClock } from '#kernel/clock';
import { cdk } from '#least/formats/cdk';
import { hcl } from '#least/formats/hcl';
import { policiesJson, policyJson } from '#least/formats/json';
import { type ExitCode, Failure, Usage } from '#terminal/exit';
import { harmlessValue, paintFor } from '#terminal/paint';
import type { Terminal } from '#terminal/terminal';
import type { Words } from '#terminal/words';
import type { Command } from './command.ts';
import { say } from './flow.ts';
import { markdownReport } from './least/report-markdown.ts';
import { textReport } from './least/report-text.ts';
import { resultsFor } from './least/results.ts';
import { mergedResults, readRunFiles, writeRunFile } from './least/run-files.ts';
import { Progress } from './progress.ts';
import { principalArn } from './what-if/question.ts';
import { jsonFlag, noWords, parseWords, serverFlags } from './words.ts';

const formats = ['json', 'hcl', 'cdk', 'markdown'] as const;

const principalFlag = {
  name: 'principal',
  value: 'ARN',
  help: 'of this user or role alone (user/NAME, role/NAME or root too)',
  many: true as const,
};
const allPrincipalsFlag = {
  name: 'all',
  help: 'of all who did something (the usual); with --merge: of the server too',
};
const sinceFlag = {
  name: 'since',
  value: 'TIME',
  help: 'only what was used since then: a time, or PT1H for an hour ago',
};
const formatFlag = {
  name: 'format',
  value: formats.join('|'),
  help: 'the policies as IAM, Terraform or CDK take them, or a report',
};
const outFlag = { name: 'out', value: 'FILE', help: 'also write what was needed, for a repository and for --merge' };
const mergeFlag = {
  name: 'merge',
  value: 'FILES',
  help: 'together with files that --out wrote; alone it needs no server',
  many: true as const,
};
const exactFlag = { name: 'exact', help: 'generalise nothing: each resource as it was used' };
const allowedOnlyFlag = { name: 'allowed-only', help: 'leave out what was asked for and denied each time' };

export const least: Command = {
  name: 'least',
  summary: 'write the least policy that allows what a user or role did, and prove it',
  about: [
    'Each action that was asked for is allowed on the resources on which it was asked for, also where it was denied until now. Collect with "lockstead start --enforce audit", which stops nobody, or run what is stopped again and again.',
    'Before a policy is offered, all that was recorded is decided again under it, with the boundaries, guardrails, session policies and resource policies that bear on it. What it allows beyond what was used is listed, with the rule that made it so.',
    'Of the root user it is the policy for a role that is to do the same.',
  ],
  examples: [
    'lockstead least --principal role/app --format json',
    'lockstead least --out least.json --format markdown',
    'lockstead least --merge job-1.json,job-2.json --format hcl',
  ],
  exits: {
    0: 'all that was recorded passes under the policies',
    1: 'some of it would still be denied, or nothing was recorded',
    2: 'no server answers, or a file cannot be read',
  },
  flags: [
    principalFlag,
    allPrincipalsFlag,
    sinceFlag,
    formatFlag,
    outFlag,
    mergeFlag,
    exactFlag,
    allowedOnlyFlag,
    ...serverFlags,
  ],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(least, argv);
    noWords(least, words);
    const format = formatIn(words);
    const { results, exact } = await outcomeOf(words, terminal);
    if (results.length === 0)
      throw new Failure('Nobody is known to have done anything. Was it longer ago, or on another server?', 1);
    const out = words.text(outFlag.name);
    if (out !== undefined) await writeRunFile(out, terminal.workingDirectory, exact, results);
    print(results, format, words, terminal);
    return results.every(({ proved }) => proved) ? 0 : 1;
  },
};

type Format = (typeof formats)[number];

function formatIn(words: Words): Format | undefined {
  const given = words.text(formatFlag.name);
  if (given === undefined) return undefined;
  const format = formats.find((one) => one === given);
  if (format === undefined) throw new Usage(`--format ${given}: it takes one of ${formats.join(', ')}.`);
  if (words.has(jsonFlag.name)) throw new Usage('--json and --format say different things.');
  return format;
}

interface Outcome {
  readonly results: readonly Result[];
  /** Nothing was generalised, in the files neither. */
  readonly exact: boolean;
}

async function outcomeOf(words: Words, terminal: Terminal): Promise<Outcome> {
  const names = words.list(mergeFlag.name).flatMap((given) => given.split(','));
  const named = words.list(principalFlag.name);
  const files = await readRunFiles(names, terminal.workingDirectory);
  const asksServer = files.length === 0 || named.length > 0 || words.has(allPrincipalsFlag.name);
  const exact = files.every((file) => file.exact) && (!asksServer || words.has(exactFlag.name));
  if (!asksServer) return { results: mergedResults(files, [], exact), exact };
  const client = adminClient(words, terminal);
  const options = { exact: words.has(exactFlag.name), allowedOnly: words.has(allowedOnlyFlag.name) };
  const asking = { client, since: words.text(sinceFlag.name), options };
  const wanted = await Promise.all(named.map((one) => principalArn(one, client)));
  const principals = wanted.length > 0 ? wanted : await principalsOf(asking);
  const progress = new Progress(terminal, systemClock(), principals.length);
  try {
    const results = await resultsFor(principals, asking, progress);
    if (files.length === 0) return { results, exact };
    return { results: mergedResults(files, results, exact, wanted.length > 0 ? wanted : undefined), exact };
  } finally {
    progress.end();
  }
}

function print(results: readonly Result[], format: Format | undefined, words: Words, terminal: Terminal): void {
  const offers = results.map(({ offer }) => offer);
  const [only] = offers;
  switch (format) {
    case 'json':
      terminal.out(
        only !== undefined && words.list(principalFlag.name).length === 1 ? policyJson(only) : policiesJson(offers),
      );
      return;
    case 'hcl':
      terminal.out(hcl(offers));
      return;
    case 'cdk':
      terminal.out(cdk(offers));
      return;
    case 'markdown':
      terminal.out(markdownReport(harmlessValue(results)));
      return;
    case undefined:
      if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify({ principals: results })}\n`);
      else say(terminal, textReport(harmlessValue(results), paintFor(terminal)));
  }
}
