/** `lockstead policy decide`: answers cases as AWS would, from a file or a pipe, without a server. */
import type { Explanation } from '@lockstead/policy';
import { type Command, type ExitCode, type Terminal, Usage } from '../command.ts';
import { say } from '../flow.ts';
import { harmlessValue, type Paint, paintFor } from '../paint.ts';
import { readInput } from '../read-input.ts';
import { changeLines } from '../why/change-lines.ts';
import { jsonFlag, parseWords } from '../words.ts';
import { type Answer, answerCase, explainCase } from './answer.ts';

const inputBytesMax = 256 * 1024 * 1024;

export const decide: Command = {
  name: 'policy decide',
  summary: 'answer cases as AWS would',
  words: 'FILE|-',
  about: [
    'Reads one case or a list of cases: principal, action, resource, context, and the policies of each layer.',
    'A layer that a case does not name does not exist for the caller; an empty one allows nothing. Condition keys are those of "context" and what follows from the principal and the resource (aws:PrincipalArn, aws:PrincipalTag/…, aws:ResourceTag/…, aws:ResourceAccount …).',
  ],
  examples: ['lockstead policy decide cases.json', 'lockstead policy decide - --json < cases.json'],
  exits: { 0: 'all allowed', 1: 'any denied', 2: 'any problem' },
  flags: [jsonFlag],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(decide, argv);
    const [file, ...more] = words.words;
    if (file === undefined || more.length > 0)
      throw new Usage('"lockstead policy decide" takes one FILE, or - for standard input.');
    const input = parse(await readInput(file, terminal, inputBytesMax), file);
    const cases = Array.isArray(input) ? input : [input];
    const answers = cases.map((each) => answerCase(each));
    if (words.has(jsonFlag.name)) writeJson(answers, Array.isArray(input), terminal);
    else {
      const paint = paintFor(terminal);
      for (const [i, answer] of answers.entries()) {
        const explanation = answer.decision === 'Allowed' ? undefined : explainCase(cases[i]);
        say(terminal, rendered(harmlessValue({ answer, explanation }), i, paint));
      }
    }
    if (answers.some(({ problems }) => problems.length > 0)) return 2;
    return answers.some(({ decision }) => decision !== 'Allowed') ? 1 : 0;
  },
};

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Usage(`${file === '-' ? 'The standard input' : file} is not JSON: ${(error as Error).message}.`);
  }
}

/** One answer a line, so that a long list can be read as it comes. */
function writeJson(answers: readonly Answer[], isList: boolean, terminal: Terminal): void {
  const lines = answers.map((answer) => JSON.stringify(answer));
  terminal.out(isList ? `[${lines.join(',\n')}]\n` : `${lines.join('')}\n`);
}

interface Answered {
  readonly answer: Answer;
  readonly explanation: Explanation | undefined;
}

function rendered({ answer, explanation }: Answered, index: number, paint: Paint): string {
  const { decision, decidedBy, message, matched, problems } = answer;
  const title = paint.bold(answer.name ?? `case ${index + 1}`);
  const verdict = decision === 'Allowed' ? paint.good(decision) : paint.bad(decision);
  const lines = [`${title}: ${problems.length > 0 ? paint.bad('cannot be decided') : `${verdict} by ${decidedBy}`}`];
  for (const problem of problems) lines.push(`  ${problem.path}: ${problem.message}`);
  if (message !== undefined) lines.push(`  ${message}`);
  for (const { layer, policy, statement, effect } of matched) {
    lines.push(paint.dim(`  ${effect} by statement ${statement} of ${policy} (${layer})`));
  }
  if (explanation?.leastChange !== undefined) {
    lines.push('  The least change that would allow it:');
    for (const change of explanation.leastChange.changes)
      lines.push(...changeLines(change).map((line) => `    ${line}`));
  }
  return `${lines.join('\n')}\n`;
}
