/** A verb of the command line, and what it is given to work with. */
import type { Flag } from '#config/flags';
import type { ExitCode } from '#terminal/exit';
import type { Terminal } from '#terminal/terminal';

/** What a command's exit codes mean. */
export interface Exits {
  readonly 0: string;
  readonly 1?: string;
  readonly 2: string;
}

export type LoadCommand = () => Promise<Command>;

export interface Command {
  /** As it is typed after `lockstead`; of a sub-verb with its parent: `policy decide`. */
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The words that stand after the name, as the help shows them: `REQUEST_ID|MESSAGE`. */
  readonly words?: string;
  /** What the help says beyond the summary, in paragraphs. */
  readonly about?: readonly string[];
  /** Whole lines, with the command as plain `lockstead`; one or two. */
  readonly examples: readonly string[];
  readonly exits: Exits;
  readonly flags: readonly Flag[];
  /** One line for each sub-verb. A command that has sub-verbs does nothing by itself. */
  readonly verbs?: Readonly<Record<string, LoadCommand>>;
  run(argv: readonly string[], terminal: Terminal): Promise<ExitCode>;
  /** Called before the error is printed. It is for a command whose output is read by a program that does not look at exit codes. */
  failed?(argv: readonly string[], terminal: Terminal): void;
}
