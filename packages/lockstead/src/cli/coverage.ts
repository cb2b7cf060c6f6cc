/** `lockstead coverage`: what is done, refused (and why) and not done yet, as the server computes it. */

import { adminClient } from '#client/admin-client';
import { type ExitCode, Usage } from '#terminal/exit';
import { type Paint, paintFor } from '#terminal/paint';
import { table } from '#terminal/table';
import type { Command } from './command.ts';
import { frontCoverage, frontFlag } from './coverage/front-coverage.ts';
import { say } from './flow.ts';
import { jsonFlag, parseWords, serverFlags } from './words.ts';

type Operation = 'done' | 'notImplemented' | { readonly refused: string };
type Services = Readonly<Record<string, { readonly operations: Readonly<Record<string, Operation>> }>>;

export const coverage: Command = {
  name: 'coverage',
  summary: 'list which operations are done, refused or not done yet',
  words: '[SERVICE]',
  about: [
    'With a SERVICE, its operations one by one.',
    'With --front it says for all services of AWS how their requests are known: written by hand, from a map, derived from names, or unknown. This needs no server.',
  ],
  examples: ['lockstead coverage', 'lockstead coverage iam', 'lockstead coverage --front dynamodb'],
  exits: { 0: 'listed', 1: 'you may not ask', 2: 'there is no such service, or no server' },
  flags: [...serverFlags, frontFlag],

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(coverage, argv);
    const [service, ...more] = words.words;
    if (more.length > 0) throw new Usage('"lockstead coverage" takes one SERVICE at most.');
    if (words.has(frontFlag.name)) return frontCoverage(service, words.has(jsonFlag.name), terminal);
    const { services } = (await adminClient(words, terminal).get('coverage')) as { services: Services };
    const chosen = service === undefined ? services : only(services, service);
    if (words.has(jsonFlag.name)) {
      terminal.out(`${JSON.stringify({ services: chosen })}\n`);
      return 0;
    }
    const paint = paintFor(terminal);
    say(terminal, service === undefined ? summary(services, paint) : details(chosen, paint));
    return 0;
  },
};

function only(services: Services, name: string): Services {
  const found = Object.hasOwn(services, name) ? services[name] : undefined;
  if (found === undefined)
    throw new Usage(`There is no service "${name}"; there are ${Object.keys(services).join(', ')}.`);
  return { [name]: found };
}

function summary(services: Services, paint: Paint): string {
  const rows = Object.entries(services).map(([name, { operations }]) => {
    const all = Object.values(operations);
    const done = all.filter((each) => each === 'done').length;
    const refused = all.filter((each) => typeof each === 'object').length;
    return [name, String(done), String(refused), String(all.length - done - refused), String(all.length)];
  });
  const totals = [1, 2, 3, 4].map((column) => String(rows.reduce((sum, row) => sum + Number(row[column]), 0)));
  const head = ['Service', 'Done', 'Refused', 'Not yet', 'Operations'].map((cell) => paint.bold(cell));
  return table([head, ...rows, ['All', ...totals].map((cell) => paint.bold(cell))], { right: [1, 2, 3, 4] });
}

function details(services: Services, paint: Paint): string {
  return Object.values(services)
    .map(({ operations }) => table(Object.entries(operations).map(([name, state]) => [name, word(state, paint)])))
    .join('');
}

function word(state: Operation, paint: Paint): string {
  if (state === 'done') return paint.good('done');
  return state === 'notImplemented' ? paint.dim('not yet') : `refused: ${state.refused}`;
}
