/** A terminal that only remembers; for commands that can run in the test's own process. */
import { Readable } from 'node:stream';
import { runCommand } from '#cli/run';
import type { Terminal } from '#terminal/terminal';
import { plainly } from '#terminal/typed';

export interface Shown {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function shown(
  argv: readonly string[],
  given: Partial<Omit<Terminal, 'out' | 'err' | 'input'>> & { readonly input?: string } = {},
): Promise<Shown> {
  let out = '';
  let err = '';
  const code = await runCommand(argv, {
    isTerminal: false,
    environment: {},
    workingDirectory: '/nowhere',
    typed: plainly,
    ...given,
    input: Readable.from([given.input ?? '']),
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
}
