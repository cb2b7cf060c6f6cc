/** What a verb is given to work with. */
import type { Readable } from 'node:stream';
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
  /** Asks a person yes or no; absent where nobody is there. */
  readonly confirm?: (question: string) => Promise<boolean>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** How this command is typed here. */
  readonly typed: Typed;
}
