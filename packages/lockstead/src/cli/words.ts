/** A command's words and flags, read from the flags it declares. */
import { parseArgs } from 'node:util';
import type { Flag } from '#config/flags';
import { wrongFlag } from '#config/read-flags';
import { Usage } from '#terminal/exit';
import type { Words } from '#terminal/words';
import type { Command } from './command.ts';

/** Unknown flags are refused. The command itself decides how many words it takes. */
export function parseWords(command: Pick<Command, 'name' | 'flags'>, argv: readonly string[]): Words {
  const options = Object.fromEntries(
    command.flags.map(({ name, value, many }) => [
      name,
      value === undefined ? { type: 'boolean' as const } : { type: 'string' as const, multiple: many === true },
    ]),
  );
  const { values, positionals } = parsed(command, argv, options);
  const list = (flag: string): readonly string[] => {
    const value = values[flag];
    return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
  };
  return {
    words: positionals,
    text: (flag) => list(flag).at(-1),
    list,
    has: (flag) => values[flag] === true,
  };
}

function parsed(
  { name, flags }: Pick<Command, 'name' | 'flags'>,
  argv: readonly string[],
  options: NonNullable<Parameters<typeof parseArgs>[0]>['options'],
): { values: Readonly<Record<string, unknown>>; positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new Usage(wrongFlag(name, flags, error as Error));
  }
}

/** For commands that take no words. */
export function noWords({ name }: Pick<Command, 'name'>, { words }: Words): void {
  const [first] = words;
  if (first !== undefined) throw new Usage(`"lockstead ${name}" takes no word "${first}"; --help says what it takes.`);
}

/** Flags that several commands share. */
export const dataFlag: Flag = {
  name: 'data',
  value: 'DIRECTORY',
  help: 'data directory of the server (.lockstead)',
};
export const endpointFlag: Flag = {
  name: 'endpoint',
  value: 'URL',
  help: 'address of the server (http://127.0.0.1:4566)',
};
export const jsonFlag: Flag = { name: 'json', help: 'print JSON, for programs' };
export const serverFlags: readonly Flag[] = [endpointFlag, dataFlag, jsonFlag];

export type { Flag };
