/** Help texts, made from what the commands declare. */
import type { Flag } from '#config/flags';
import type { Command, LoadCommand } from './command.ts';

const flagColumn = 44;
const nameColumn = 12;

export async function helpOf({ name, words, summary, about, flags, verbs }: Command): Promise<string> {
  const usage = ['lockstead', name, verbs === undefined ? (words ?? '') : 'VERB', flags.length === 0 ? '' : '[FLAGS]'];
  return [
    `${usage.filter((word) => word !== '').join(' ')}: ${summary}.`,
    ...(about === undefined ? [] : ['', ...about]),
    ...(verbs === undefined ? [] : ['', ...(await list(verbs))]),
    ...(flags.length === 0 ? [] : ['', ...flags.map(flagLine)]),
    '',
  ].join('\n');
}

export async function overview(commands: Readonly<Record<string, LoadCommand>>): Promise<string> {
  return [
    'Lockstead: the AWS security plane that you can run yourself.',
    '',
    'Usage: lockstead COMMAND [FLAGS]',
    '',
    ...(await list(commands)),
    '',
    '"lockstead COMMAND --help" says more. Exit codes: 0 yes or done, 1 no or findings, 2 usage or invalid input.',
    '',
  ].join('\n');
}

async function list(commands: Readonly<Record<string, LoadCommand>>): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [name, load] of Object.entries(commands)) {
    const { summary } = await load();
    lines.push(`  ${name.padEnd(nameColumn)} ${summary}`);
  }
  return lines;
}

function flagLine({ name, value, help }: Flag): string {
  return `  ${`--${name}${value === undefined ? '' : ` ${value}`}`.padEnd(flagColumn)} ${help}`;
}
