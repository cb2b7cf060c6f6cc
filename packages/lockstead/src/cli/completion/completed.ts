/** What a completion script is made from. */
import type { Command } from '../command.ts';

/** A command with its sub-verbs, all loaded. `path` is what is typed: `policy decide`. */
export interface Completed {
  readonly path: string;
  readonly summary: string;
  readonly flags: Command['flags'];
  readonly verbs: readonly Completed[];
}

/** All commands, each before its sub-verbs. */
export function flattened(commands: readonly Completed[]): readonly Completed[] {
  return commands.flatMap((command) => [command, ...flattened(command.verbs)]);
}

/** The last word of a path. */
export function verbOf({ path }: Completed): string {
  return path.slice(path.lastIndexOf(' ') + 1);
}

/** Flags whose value is one of a few words: `full|audit|off`. Words in capitals stand for anything. */
export function choicesOf(value: string | undefined): readonly string[] {
  const words = value?.split('|') ?? [];
  return words.length > 1 && words.every((word) => /^[a-z0-9-]+$/.test(word)) ? words : [];
}
