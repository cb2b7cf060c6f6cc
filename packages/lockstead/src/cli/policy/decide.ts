/** `lockstead policy decide`: answers cases, and the tests of suites, as AWS would, from a file or a pipe, without a server. */
import type { CaseProblem, Explanation } from '@lockstead/policy';
import { casesOfSuite } from '@lockstead/policy/test';
import { changeLines } from '#explained/change-lines';
import { type ExitCode, Usage } from '#terminal/exit';
import { harmlessValue, type Paint, paintFor } from '#terminal/paint';
import type { Terminal } from '#terminal/terminal';
import type { Command } from '../command.ts';
import { say } from '../flow.ts';
import { readInput } from '../read-input.ts';
import { jsonFlag, parseWords } from '../words.ts';
import { type Answer, answerCase, explainCase } from './answer.ts';
import { isObject, type Json } from './json.ts';
import { namesFiles, parseYaml, suiteBytesMax, suiteFrom } from './suite.ts';

const inputBytesMax = 256 * 1024 * 1024;

export const decide: Command = {
  name: 'policy decide',
  summary: 'answer cases as AWS would',
  words: 'FILE|-',
  about: [
    'Reads one case or a list of cases: principal, action, resource, context, and the policies of each layer. Files are JSON or YAML. A suite of "policy test" is answered test by test; what the tests expect is left out.',
    'A layer that a case does not name does not exist for the caller; an empty one allows nothing. Condition keys are those of "context" and what follows from the principal and the resource (aws:PrincipalArn, aws:PrincipalTag/…, aws:ResourceTag/…, aws:ResourceAccount …).',
  ],
  examples: [
    'lockstead policy decide cases.json',
    'lockstead policy decide access.yaml',
    'lockstead policy decide - --json < cases.json',
  ],
  exits: { 0: 'all allowed', 1: 'any denied', 2: 'any problem' },
  flags: [jsonFlag],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(decide, argv);
    const [file, ...more] = words.words;
    if (file === undefined || more.length > 0)
      throw new Usage('"lockstead policy decide" takes one FILE, or - for standard input.');
    const { questions, isList } = await questionsIn(await readInput(file, terminal, inputBytesMax), file, terminal);
    const answers = questions.map(answered);
    if (words.has(jsonFlag.name)) writeJson(answers, isList, terminal);
    else {
      const paint = paintFor(terminal);
      for (const [i, answer] of answers.entries()) {
        const explanation = answer.decision === 'Allowed' ? undefined : explainCase(questions[i]?.value);
        say(terminal, rendered(harmlessValue({ answer, explanation }), i, paint));
      }
    }
    if (answers.some(({ problems }) => problems.length > 0)) return 2;
    return answers.some(({ decision }) => decision !== 'Allowed') ? 1 : 0;
  },
};

/** A case, and what only a test can say about it. */
interface Question {
  readonly value: unknown;
  readonly asked?: { readonly name?: string; readonly action?: string; readonly resource?: string };
  readonly problems?: readonly CaseProblem[];
  /** Where the case stands in its file. */
  readonly path?: string;
}

interface Questions {
  readonly questions: readonly Question[];
  readonly isList: boolean;
}

type Answered = Answer & NonNullable<Question['asked']>;

async function questionsIn(text: string, file: string, terminal: Terminal): Promise<Questions> {
  const input = parsed(text, file);
  if (isObject(input) && 'tests' in input) return { questions: await ofSuite(input, file, terminal), isList: true };
  if (Array.isArray(input)) return { questions: input.flatMap((each: unknown) => ofCase(each)), isList: true };
  const questions = ofCase(input);
  return { questions, isList: questions.length !== 1 };
}

/** JSON, else YAML: a text that is neither a case nor a list is treated as JSON with a mistake in it. */
function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const isFlow = /^\s*[[{]/.test(text);
    const noJson = `${file === '-' ? 'The standard input' : file} is not JSON: ${(error as Error).message}.`;
    if (isFlow || text.length > suiteBytesMax) throw new Usage(noJson);
    const value = parseYaml(text, file);
    if (typeof value !== 'object' || value === null) throw new Usage(noJson);
    return value;
  }
}

async function ofSuite(input: Json, file: string, terminal: Terminal): Promise<readonly Question[]> {
  // Cases that come through a pipe may be anybody's. They must not make this machine's files be read.
  if (file === '-' && namesFiles(input))
    throw new Usage('A suite from the standard input names no files: give the suite as a FILE.');
  const { suite, groundless } = await suiteFrom(input, file, terminal);
  const { cases, problems } = casesOfSuite(suite);
  if (problems.length > 0) return [{ value: undefined, problems }];
  return cases.map((each): Question => {
    const { action, resource, path } = each;
    const without = groundless.get(each.name);
    if (without === undefined) return { value: each.value, path, asked: { name: each.name, action, resource } };
    const { name = `${action} on ${resource}`, problem } = without;
    return { value: undefined, asked: { name, action, resource }, problems: [problem] };
  });
}

/** A case may be written as a test is, with several actions and resources. */
function ofCase(value: unknown): readonly Question[] {
  if (!isObject(value) || !['actions', 'resources', 'expect', 'by'].some((member) => member in value))
    return [{ value }];
  const { cases, problems } = casesOfSuite({ tests: [value] });
  if (problems.length > 0) {
    const { name } = value;
    const own = problems.map(({ path, message }) => ({ path: path.replace(/^tests\[0\]\.?/, ''), message }));
    return [{ value: undefined, asked: typeof name === 'string' ? { name } : {}, problems: own }];
  }
  const isOne = cases.length === 1;
  return cases.map(({ value: each, action, resource }) => ({ value: each, asked: isOne ? {} : { action, resource } }));
}

function answered({ value, asked, problems, path }: Question): Answered {
  const answer = answerCase(value);
  const own =
    path === undefined ? answer.problems : answer.problems.map((each) => ({ ...each, path: `${path}.${each.path}` }));
  return { ...asked, ...answer, problems: problems ?? own };
}

/** Each answer is one line, so that a long list can be read while it is printed. */
function writeJson(answers: readonly Answered[], isList: boolean, terminal: Terminal): void {
  const lines = answers.map((answer) => JSON.stringify(answer));
  terminal.out(isList ? `[${lines.join(',\n')}]\n` : `${lines.join('')}\n`);
}

interface Explained {
  readonly answer: Answered;
  readonly explanation: Explanation | undefined;
}

function rendered({ answer, explanation }: Explained, index: number, paint: Paint): string {
  const { decision, decidedBy, message, matched, problems, action, resource } = answer;
  const pair = action === undefined ? undefined : `${action} on ${resource}`;
  const name = answer.name ?? `case ${index + 1}`;
  const title = paint.bold(pair === undefined || pair === name ? name : `${name} (${pair})`);
  const verdict = decision === 'Allowed' ? paint.good(decision) : paint.bad(decision);
  const lines = [`${title}: ${problems.length > 0 ? paint.bad('cannot be decided') : `${verdict} by ${decidedBy}`}`];
  for (const { path, message: what } of problems) lines.push(path === '' ? `  ${what}` : `  ${path}: ${what}`);
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
