/** `lockstead policy diff`: what a change of a policy grants and takes, action by action. */
import { type Document, type PolicyKind, parsePolicy } from '@lockstead/policy';
import type { Difference } from '@lockstead/policy/reason';
import { type Command, type ExitCode, type Terminal, Usage } from '../command.ts';
import { say } from '../flow.ts';
import { harmlessValue, type Paint, paintFor } from '../paint.ts';
import { readInput } from '../read-input.ts';
import { conditionWords } from '../why/condition-words.ts';
import { jsonFlag, parseWords } from '../words.ts';
import { kindNamed, likelyKind, policyBytesMax, typeFlag } from './document.ts';

const allFlag = { name: 'all', help: 'every action, however many' };
const actionsShownMax = 8;

export const diff: Command = {
  name: 'policy diff',
  summary: 'list what a change of a policy grants and takes',
  words: 'OLD NEW',
  about: [
    'Each file is a policy, or a list of policies that are attached together. Compared is what they allow, not how they say it: on every action that there is, and every class of resources that their patterns tell apart.',
  ],
  examples: [
    'lockstead policy diff old.json new.json',
    'git show HEAD:policy.json | lockstead policy diff - policy.json',
  ],
  exits: { 0: 'no difference', 1: 'some, or too large to compare wholly', 2: 'a file cannot be read' },
  flags: [typeFlag, jsonFlag, allFlag],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(diff, argv);
    const [before, after, ...more] = words.words;
    if (before === undefined || after === undefined || more.length > 0)
      throw new Usage('"lockstead policy diff" takes the OLD policy and the NEW one.');
    if (before === '-' && after === '-') throw new Usage('Only one of the two can come from standard input.');
    const kind = kindNamed(words);
    const [old, now] = [await policiesIn(before, kind, terminal), await policiesIn(after, kind, terminal)];
    const { policyDiff } = await import('@lockstead/policy/reason');
    const { allActions } = await import('@lockstead/policy/reference');
    const result = policyDiff(old, now, { actions: allActions() });
    if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify(result)}\n`);
    else {
      const shown = words.has(allFlag.name) ? Number.POSITIVE_INFINITY : actionsShownMax;
      say(terminal, rendered(harmlessValue(result.differences), result.complete, shown, paintFor(terminal)));
    }
    return result.complete && result.differences.length === 0 ? 0 : 1;
  },
};

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
      `${file}${at}: ${problem?.message ?? 'is no policy'}; "lockstead policy lint ${file}" says all there is.`,
    );
  });
}

/** A list is told by its bracket; all else is left to the policy's own reader, which says where its faults are. */
function textsIn(text: string): readonly string[] {
  if (!text.trimStart().startsWith('[')) return [text];
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list.map((each) => JSON.stringify(each));
  } catch {
    // Said below, by the reader.
  }
  return [text];
}

function rendered(differences: readonly Difference[], complete: boolean, shown: number, paint: Paint): string {
  const lines = differences.flatMap((difference) => differenceLines(difference, shown, paint));
  if (!complete) lines.push(paint.note('The policies are too large to compare wholly: there may be more.'));
  else if (differences.length === 0) lines.push(paint.good('They allow the same.'));
  else {
    const granted = differences.filter(({ change }) => change === 'granted').length;
    lines.push(`${granted} granted, ${differences.length - granted} taken`);
  }
  return `${lines.join('\n')}\n`;
}

function differenceLines(difference: Difference, shown: number, paint: Paint): readonly string[] {
  const { change, actions, resource, resourcePatterns, principal, when, unless, variables, by } = difference;
  const mark = change === 'granted' ? paint.good('+ granted') : paint.bad('- taken');
  const more = actions.length > shown ? ` and ${actions.length - shown} more` : '';
  const where = resourcePatterns.length === 0 ? 'any other resource' : resourcePatterns.join(' ');
  const lines = [
    `${mark}  ${paint.bold(actions.slice(0, shown).join(', '))}${more}`,
    `    on ${where}${resource === '' || resourcePatterns.includes(resource) ? '' : paint.dim(`, such as ${resource}`)}`,
  ];
  if (principal !== undefined) lines.push(`    for ${principal}`);
  for (const each of when) lines.push(`    when ${conditionWords(each)}`);
  for (const each of unless) lines.push(`    unless ${conditionWords(each)}`);
  if (variables.length > 0) lines.push(`    where ${variables.join(', ')} comes out as the resource`);
  const sid = by.sid === undefined ? '' : ` "${by.sid}"`;
  lines.push(paint.dim(`    by statement ${by.statement}${sid} of the ${change === 'granted' ? 'new' : 'old'} policy`));
  return lines;
}
