/** `lockstead demo`: the first minute, without an AWS CLI or an account: a denial, why, the least fix, and the record of it. */
import { type Command, type ExitCode, type Terminal, Usage } from './command.ts';
import { say } from './flow.ts';
import { type Paint, paintFor } from './paint.ts';
import { table } from './table.ts';
import { asTyped } from './typed.ts';
import { parseWords } from './words.ts';

export const demo: Command = {
  name: 'demo',
  summary: 'show a denial, its reason and the smallest fix; leaves nothing behind',
  examples: ['lockstead demo'],
  exits: { 0: 'everything worked', 1: 'something did not', 2: 'there is no such demo' },
  flags: [],

  async run(argv, terminal): Promise<ExitCode> {
    const [story] = parseWords(demo, argv).words;
    if (story !== undefined) throw new Usage(`there is no demo "${story}" yet; "lockstead demo" alone has one.`);
    const paint = paintFor(terminal);
    terminal.out(`${paint.bold('One denial, its reason, and the smallest change that fixes it.')}\n`);
    say(
      terminal,
      paint.dim(
        'A Lockstead server runs inside this process. Signed requests call it as they would call AWS. It leaves nothing behind.\n',
      ),
    );
    // Only now: whoever lists the commands need not wait for the server's code and AWS's clients.
    const { startLockstead } = await import('#fixture/start-lockstead');
    const { denialAndFix } = await import('./demo/denial-and-fix.ts');
    await using cloud = await startLockstead({ ephemeral: true });
    const outcome = await denialAndFix(cloud, teller(terminal, paint));
    terminal.out(
      outcome ? `\n${next(paint, terminal)}` : `\n${paint.bad('Something did not work: see the lines marked ✗.')}\n`,
    );
    return outcome ? 0 : 1;
  },
};

/** How a demo talks. */
export interface Teller {
  readonly paint: Paint;
  step(title: string): void;
  line(text: string): void;
}

function teller(terminal: Terminal, paint: Paint): Teller {
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

function next(paint: Paint, { typed: { here } }: Terminal): string {
  const steps = [
    ['npm start', 'a Lockstead on http://127.0.0.1:4566'],
    [`eval "$(${here} env)"`, 'points the AWS CLI and SDKs at it'],
    [`${here} why MESSAGE`, 'explains a denial: paste what the client printed'],
  ];
  return `${paint.bold('Now with your own tools')}\n${table(steps, { indent: '  ' })}`;
}
