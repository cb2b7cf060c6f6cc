/** `lockstead demo`: the first minute, without an AWS CLI or an account: one denial and its fix, one guardrail and what it would break, or an emulator that is kept. */

import process from 'node:process';
import { systemClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import { type ExitCode, Usage } from '#terminal/exit';
import { type Paint, paintFor } from '#terminal/paint';
import { table } from '#terminal/table';
import type { Terminal } from '#terminal/terminal';
import type { Command } from './command.ts';
import { teller } from './demo/teller.ts';
import { say } from './flow.ts';
import { parseWords } from './words.ts';

const portFlag = { name: 'port', value: 'N', help: 'of the emulator (5000; 0 takes any that is free)' };

export const demo: Command = {
  name: 'demo',
  summary: 'show a denial and its fix, what a guardrail would break, or policies before an emulator',
  words: '[guardrail|front|emulator]',
  about: [
    'Without a word: a denial, its reason and the smallest fix, on a server of its own. With "guardrail": sample logs, and a service control policy that is tried on them before anybody attaches it. With "front": tests that pass against an open emulator, fail behind Lockstead, get the least policy of each role, and pass again. All three leave nothing behind.',
    'With "emulator": runs the small open emulator of that story until it is stopped, to try --upstream with. It has the usual calls on tables of DynamoDB and queues of SQS, and keeps nothing.',
  ],
  examples: ['lockstead demo', 'lockstead demo front', 'lockstead demo emulator --port 5000'],
  exits: { 0: 'everything worked', 1: 'something did not', 2: 'there is no such demo' },
  flags: [portFlag],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(demo, argv);
    const [story = 'denial', ...more] = words.words;
    const port = words.text(portFlag.name);
    const tell = Object.hasOwn(stories, story) && more.length === 0 && story !== 'denial' ? stories[story] : undefined;
    if (tell === undefined && words.words.length > 0)
      throw new Usage(
        `there is no demo "${words.words.join(' ')}" yet; there are "lockstead demo", and "lockstead demo" with ${Object.keys(
          stories,
        )
          .filter((name) => name !== 'denial')
          .join(', ')}.`,
      );
    if (port !== undefined && story !== 'emulator') throw new Usage('--port is for "lockstead demo emulator" alone.');
    return await (tell ?? denial)(terminal, port);
  },
};

const stories: Readonly<Record<string, (terminal: Terminal, port?: string) => Promise<ExitCode>>> = {
  denial,
  guardrail,
  front,
  emulator,
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

async function front(terminal: Terminal): Promise<ExitCode> {
  const paint = paintFor(terminal);
  terminal.out(`${paint.bold('Keep your emulator, and gain a "no".')}\n`);
  say(
    terminal,
    paint.dim(
      'A small open emulator and a Lockstead before it run inside this process. Signed requests call them as they would call AWS. They leave nothing behind.\n',
    ),
  );
  const { keepYourEmulator } = await import('./demo/keep-your-emulator.ts');
  const outcome = await keepYourEmulator(teller(terminal, paint));
  const { here } = terminal.typed;
  const steps = [
    [`${here} start --upstream http://127.0.0.1:5000`, 'before moto, LocalStack, or what you run'],
    [`${here} least`, 'the least policy of each user and role, from what they did'],
    [`${here} least --format markdown`, 'for a pull request; hcl and cdk too'],
  ];
  terminal.out(
    outcome
      ? `\n${paint.bold('Now with your own emulator')}\n${table(steps, { indent: '  ' })}`
      : `\n${paint.bad('Something did not work: see the lines marked ✗.')}\n`,
  );
  return outcome ? 0 : 1;
}

const usualEmulatorPort = '5000';

async function emulator(terminal: Terminal, port: string = usualEmulatorPort): Promise<ExitCode> {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Usage(`--port ${port}: a port is a number from 0 to 65535.`);
  const { openEmulator } = await import('./demo/emulator/emulator.ts');
  try {
    await using open = await openEmulator(Number(port), systemClock(), systemEntropy());
    terminal.out(`An open emulator of DynamoDB and SQS serves on ${open.endpoint}. Ctrl-C stops it.\n`);
    await stopAsked();
    return 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Usage(`--port ${port}: something else listens there.`, { cause: error });
  }
}

async function stopAsked(): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}

function next(paint: Paint, { typed: { here } }: Terminal): string {
  const steps = [
    ['npm start', 'a Lockstead on http://127.0.0.1:4566'],
    [`eval "$(${here} env)"`, 'points the AWS CLI and SDKs at it'],
    [`${here} why MESSAGE`, 'explains a denial: paste what the client printed'],
  ];
  return `${paint.bold('Now with your own tools')}\n${table(steps, { indent: '  ' })}`;
}
