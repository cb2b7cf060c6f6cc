/** A verb of the command line, and what it is given to work with. */
import type { Readable } from 'node:stream';
import type { Flag } from '#config/flags';
import type { Secret } from '#kernel/secret';
import type { Typed } from './typed.ts';

/** Streams and surroundings, so that a verb can be run in a test as it runs in a terminal. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly input: Readable;
  /** Whether a person reads `out`; decides colours, and whether secrets may be shown. */
  readonly isTerminal: boolean;
  /** Whether a person reads `err`; absent: no. */
  readonly isErrorTerminal?: boolean;
  /** How wide a line of `out` may be; absent where a program reads it. */
  readonly columns?: number;
  /** The same of `err`. */
  readonly errorColumns?: number;
  /** Asks a person without showing what is typed; absent where nobody is there. */
  readonly ask?: (question: string) => Promise<Secret>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** How this command is typed here. */
  readonly typed: Typed;
}

/** 0: yes, or done. 1: no, or findings. 2: usage, or invalid input. */
export type ExitCode = 0 | 1 | 2;

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

/** The command was called wrongly: one sentence on standard error, exit 2. */
export class Usage extends Error {
  override readonly name = 'Usage';
}

/** The command was called rightly, and there is no answer, or the answer is no: one sentence on standard error. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
