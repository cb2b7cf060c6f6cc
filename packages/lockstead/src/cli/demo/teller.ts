/** How a demo talks: numbered steps, indented lines. */

import type { Paint } from '#terminal/paint';
import type { Terminal } from '#terminal/terminal';
import { asTyped } from '#terminal/typed';
import { say } from '../flow.ts';

export interface Teller {
  readonly paint: Paint;
  step(title: string): void;
  line(text: string): void;
}

export function teller(terminal: Terminal, paint: Paint): Teller {
  let steps = 0;
  return {
    paint,
    step: (title) => {
      steps += 1;
      terminal.out(`\n${paint.note(String(steps))} ${paint.bold(title)}\n`);
    },
    line: (text) => {
      for (const line of asTyped(text, terminal.typed.here).trimEnd().split('\n'))
        say(terminal, line === '' ? '\n' : `  ${line}\n`);
    },
  };
}
