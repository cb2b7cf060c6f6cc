/** Help texts, made from what the commands declare. */
import type { Flag } from '#config/flags';
import type { Command, LoadCommand } from './command.ts';

const nameColumn = 15;
/** The meaning of a longer flag stands on the next line. */
const flagColumnMax = 26;

export async function helpOf(command: Command): Promise<string> {
  const { name, words, summary, about = [], examples, exits, flags, verbs } = command;
  const usage = ['lockstead', name, verbs === undefined ? (words ?? '') : 'VERB', flags.length === 0 ? '' : '[FLAGS]'];
  const sections = [
    [`Usage: ${usage.filter((word) => word !== '').join(' ')}`],
    [`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`],
    ...about.map((paragraph) => [paragraph]),
    ...(verbs === undefined ? [] : [await list(verbs)]),
    ...(flags.length === 0 ? [] : [flagLines(flags)]),
    ['Examples:', ...examples.map((example) => `  ${example}`)],
    ['Exit codes:', ...Object.entries(exits).map(([code, meaning]) => `  ${code}  ${meaning}`)],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

export async function overview(commands: Readonly<Record<string, LoadCommand>>): Promise<string> {
  const lines = [
    'Lockstead runs AWS’s security services on this machine, and enforces them.',
    '',
    'Usage: lockstead COMMAND [FLAGS]',
    '',
    ...(await list(commands)),
    '',
    'Examples:',
    '  lockstead start',
    '  eval "$(lockstead env)"',
    '',
    '"lockstead COMMAND --help" says more.',
    'Exit codes: 0 yes or done, 1 no or findings, 2 the question could not be read or asked.',
    '',
  ];
  return lines.join('\n');
}

async function list(commands: Readonly<Record<string, LoadCommand>>): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [name, load] of Object.entries(commands)) {
    const { summary } = await load();
    lines.push(`  ${name.padEnd(nameColumn)} ${summary}`);
  }
  return lines;
}

function flagLines(flags: readonly Flag[]): readonly string[] {
  const forms = flags.map(({ name, value }) => `--${name}${value === undefined ? '' : ` ${value}`}`);
  const column = Math.max(...forms.map(({ length }) => length).filter((length) => length <= flagColumnMax));
  return flags.flatMap(({ help }, i) => {
    const form = forms[i] ?? '';
    return form.length <= column
      ? [`  ${form.padEnd(column)}  ${help}`]
      : [`  ${form}`, `  ${' '.repeat(column)}  ${help}`];
  });
}
