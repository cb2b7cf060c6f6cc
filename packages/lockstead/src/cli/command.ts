/** A verb of the command line, and what it stands on. */
import type { Readable } from 'node:stream';

/** Streams and surroundings, so that a verb can be run in a test as it runs in a terminal. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly input: Readable;
  /** Whether a person reads `out`; decides tables or JSON, colours, and whether secrets may be shown. */
  readonly isTerminal: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
}

/** 0: yes, or done. 1: no, or findings. 2: usage, or invalid input. */
export type ExitCode = 0 | 1 | 2;

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The whole help text. */
  readonly help: string;
  run(argv: readonly string[], terminal: Terminal): Promise<ExitCode>;
}

/** The call's words are off: one sentence on standard error, exit 2. */
export class Usage extends Error {
  override readonly name = 'Usage';
}
