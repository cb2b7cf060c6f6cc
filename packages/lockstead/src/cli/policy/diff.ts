/** `lockstead policy diff`: what a change of a policy grants and takes, action by action. */
import { type Document, type PolicyKind, parsePolicy } from '@lockstead/policy';
import type { Difference } from '@lockstead/policy/reason';
import { conditionWords } from '#explained/condition-words';
import { type ExitCode, Usage } from '#terminal/exit';
import { harmlessValue, type Paint, paintFor } from '#terminal/paint';
import type { Terminal } from '#terminal/terminal';
import type { Command } from '../command.ts';
import { say } from '../flow.ts';
import { readInput } from '../read-input.ts';
import { jsonFlag, parseWords } from '../words.ts';
import { kindNamed, likelyKind, policyBytesMax, typeFlag } from './document.ts';
import { formatFlag, formatIn, github, type Notice, sarif } from './report-format.ts';

const allFlag = { name: 'all', help: 'list every action, even if there are many' };
const failOnFlag = {
  name: 'fail-on',
  value: 'granted|taken|any',
  help: 'which changes end with exit code 1 (any)',
};
const actionsShownMax = 8;

export const diff: Command = {
  name: 'policy diff',
  summary: 'list what a change of a policy newly allows, and what it takes away',
  words: 'OLD NEW',
  about: [
    'Each file is a policy, or a list of policies that are attached together. It compares what the policies allow, not how they are written: for every action of AWS, and every class of resources that their patterns tell apart.',
  ],
  examples: [
    'lockstead policy diff old.json new.json',
    'git show HEAD:p.json | lockstead policy diff - p.json --fail-on granted',
  ],
  exits: {
    0: 'no difference that --fail-on asks for',
    1: 'there are differences, or the policies are too large to compare completely',
    2: 'a file cannot be read',
  },
  flags: [typeFlag, failOnFlag, jsonFlag, formatFlag, allFlag],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(diff, argv);
    const [before, after, ...more] = words.words;
    if (before === undefined || after === undefined || more.length > 0)
      throw new Usage('"lockstead policy diff" takes the OLD policy and the NEW one.');
    if (before === '-' && after === '-') throw new Usage('Only one of the two can come from standard input.');
    const kind = kindNamed(words);
    const counts = counting(words.text(failOnFlag.name) ?? 'any');
    const format = formatIn(words);
    const [old, now] = [await policiesIn(before, kind, terminal), await policiesIn(after, kind, terminal)];
    const { policyDiff } = await import('@lockstead/policy/reason');
    const { allActions } = await import('@lockstead/policy/reference');
    const result = policyDiff(old, now, { actions: allActions() });
    const notices = (): readonly Notice[] => result.differences.map((each) => noticeOf(each, after, counts(each)));
    if (format === 'json') terminal.out(`${JSON.stringify(result)}\n`);
    else if (format === 'sarif') terminal.out(sarif(notices()));
    else if (format === 'github') terminal.out(github(notices()));
    else {
      const shown = words.has(allFlag.name) ? Number.POSITIVE_INFINITY : actionsShownMax;
      say(terminal, rendered(harmlessValue(result.differences), result.complete, shown, paintFor(terminal)));
    }
    return result.complete && !result.differences.some(counts) ? 0 : 1;
  },
};

/** Whether a difference ends with exit code 1. */
function counting(failOn: string): (difference: Difference) => boolean {
  if (failOn === 'any') return () => true;
  if (failOn !== 'granted' && failOn !== 'taken')
    throw new Usage(`--fail-on is granted, taken or any; not "${failOn}".`);
  return ({ change }) => change === failOn;
}

function noticeOf(difference: Difference, file: string, counts: boolean): Notice {
  const [, ...more] = differenceLines(difference, actionsShownMax, paintFor({ isTerminal: false, environment: {} }));
  const verb = difference.change === 'granted' ? 'Newly allowed' : 'No longer allowed';
  const message = `${verb}: ${actionWords(difference, actionsShownMax)} ${more.map((line) => line.trim()).join(' ')}`;
  return { level: counts ? 'error' : 'note', rule: `policy-${difference.change}`, message, file };
}

async function policiesIn(
  file: string,
  kind: PolicyKind | undefined,
  terminal: Terminal,
): Promise<readonly Document[]> {
  const text = await readInput(file, terminal, policyBytesMax);
  return textsIn(text).map((each) => {
    const outcome = parsePolicy(each, kind ?? likelyKind(each));
    if (outcome.ok) return outcome.document;
    const [problem] = outcome.problems;
    const at = problem === undefined || problem.path === '' ? '' : ` (${problem.path})`;
    throw new Usage(
      `${file}${at}: ${problem?.message ?? 'is not a policy'}; "lockstead policy lint ${file}" says all there is.`,
    );
  });
}

/**
 * A text that begins with a bracket is a list of policies. Everything else goes to the policy's own reader, which names the faults and their
 * places.
 */
function textsIn(text: string): readonly string[] {
  if (!text.trimStart().startsWith('[')) return [text];
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list.map((each) => JSON.stringify(each));
  } catch {
    // The reader below reports it.
  }
  return [text];
}

function rendered(differences: readonly Difference[], complete: boolean, shown: number, paint: Paint): string {
  const lines = differences.flatMap((difference) => differenceLines(difference, shown, paint));
  if (!complete) lines.push(paint.note('The policies are too large to compare wholly: there may be more.'));
  else if (differences.length === 0) lines.push(paint.good('They allow the same.'));
  else lines.push(verdict(differences));
  return `${lines.join('\n')}\n`;
}

/** Which side changed, in one sentence. */
function verdict(differences: readonly Difference[]): string {
  const granted = differences.filter(({ change }) => change === 'granted').length;
  const taken = differences.length - granted;
  if (taken === 0) return `The new policy allows more than the old one (${times(granted)}).`;
  if (granted === 0) return `The new policy allows less than the old one (${times(taken)}).`;
  return `The new policy allows what the old one does not (${times(granted)}), and no longer all that the old one does (${times(taken)}).`;
}

function times(count: number): string {
  return count === 1 ? '1 difference' : `${count} differences`;
}

function actionWords({ actions }: Difference, shown: number): string {
  const more = actions.length > shown ? ` and ${actions.length - shown} more` : '';
  return `${actions.slice(0, shown).join(', ')}${more}`;
}

/** A resource that matches several patterns is in their intersection. */
function whereWords({ resourcePatterns }: Difference): string {
  const [first, ...more] = resourcePatterns;
  if (first === undefined) return 'on any other resource';
  return more.length === 0 ? `on ${first}` : `on what matches ${first} and also ${more.join(' and also ')}`;
}

function differenceLines(difference: Difference, shown: number, paint: Paint): readonly string[] {
  const { change, resource, resourcePatterns, principal, when, unless, variables, by } = difference;
  const mark = change === 'granted' ? paint.good('+ granted') : paint.bad('- taken');
  const lines = [
    `${mark}  ${paint.bold(actionWords(difference, shown))}`,
    `    ${whereWords(difference)}${resource === '' || resourcePatterns.includes(resource) ? '' : paint.dim(`, such as ${resource}`)}`,
  ];
  if (principal !== undefined) lines.push(`    for ${principal}`);
  for (const each of when) lines.push(`    when ${conditionWords(each)}`);
  for (const each of unless) lines.push(`    unless ${conditionWords(each)}`);
  if (variables.length > 0) lines.push(`    where ${variables.join(', ')} comes out as the resource`);
  const sid = by.sid === undefined ? '' : ` "${by.sid}"`;
  lines.push(paint.dim(`    by statement ${by.statement}${sid} of the ${change === 'granted' ? 'new' : 'old'} policy`));
  return lines;
}
