/** Asks a person on a terminal yes or no. */
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Only `y` and `yes` mean yes; the end of input and Ctrl-C mean no. */
export async function confirmed(question: string, input: Readable, output: Writable): Promise<boolean> {
  const lines = createInterface({ input, output });
  try {
    const answer = await new Promise<string>((resolve) => {
      lines.once('close', () => resolve(''));
      lines.once('SIGINT', () => lines.close());
      lines.question(`${question} [y/N] `, resolve);
    });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
