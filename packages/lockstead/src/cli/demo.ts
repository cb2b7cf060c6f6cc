/** `lockstead demo`: the first minute, without an AWS CLI or an account: one denial and its fix, or one guardrail and what it would break. */

import { type ExitCode, Usage } from '#terminal/exit';
import { type Paint, paintFor } from '#terminal/paint';
import { table } from '#terminal/table';
import type { Terminal } from '#terminal/terminal';
import type { Command } from './command.ts';
import { teller } from './demo/teller.ts';
import { say } from './flow.ts';
import { parseWords } from './words.ts';

export const demo: Command = {
  name: 'demo',
  summary: 'show a denial and its smallest fix, or what a guardrail would break',
  words: '[guardrail]',
  about: [
    'Without a word: a denial, its reason and the smallest fix, on a server of its own. With "guardrail": sample logs, and a service control policy that is tried on them before anybody attaches it. Both leave nothing behind.',
  ],
  examples: ['lockstead demo', 'lockstead demo guardrail'],
  exits: { 0: 'everything worked', 1: 'something did not', 2: 'there is no such demo' },
  flags: [],

  async run(argv, terminal): Promise<ExitCode> {
    const [story, ...more] = parseWords(demo, argv).words;
    if ((story !== undefined && story !== 'guardrail') || more.length > 0)
      throw new Usage(
        `there is no demo "${[story, ...more].join(' ')}" yet; there are "lockstead demo" and "lockstead demo guardrail".`,
      );
    return story === undefined ? await denial(terminal) : await guardrail(terminal);
  },
};

async function denial(terminal: Terminal): Promise<ExitCode> {
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
}

async function guardrail(terminal: Terminal): Promise<ExitCode> {
  const paint = paintFor(terminal);
  terminal.out(`${paint.bold('A guardrail, and what it would break, before anybody attaches it.')}\n`);
  say(
    terminal,
    paint.dim(
      'Nothing runs and nothing is sent: this reads event logs. They are samples, and are removed at the end.\n',
    ),
  );
  const { guardrailBeforeAttaching } = await import('./demo/guardrail-before-attaching.ts');
  const outcome = await guardrailBeforeAttaching(terminal, teller(terminal, paint));
  const { here } = terminal.typed;
  const steps = [
    [
      'aws cloudtrail lookup-events --output json > events.json',
      'the last 90 days of one region, or take the files of a trail',
    ],
    [`${here} replay --scp FILE --events events.json`, 'what your policy would stop'],
    [`${here} replay --help`, 'resource control policies, boundaries, Markdown for a pull request'],
  ];
  terminal.out(
    outcome
      ? `\n${paint.bold('Now with your own logs')}\n${table(steps, { indent: '  ' })}`
      : `\n${paint.bad('Something did not work: see the lines marked ✗.')}\n`,
  );
  return outcome ? 0 : 1;
}

function next(paint: Paint, { typed: { here } }: Terminal): string {
  const steps = [
    ['npm start', 'a Lockstead on http://127.0.0.1:4566'],
    [`eval "$(${here} env)"`, 'points the AWS CLI and SDKs at it'],
    [`${here} why MESSAGE`, 'explains a denial: paste what the client printed'],
  ];
  return `${paint.bold('Now with your own tools')}\n${table(steps, { indent: '  ' })}`;
}
