/** `lockstead clock`: reads the product's time; moves it where the server was started with --dev. */

import { adminClient } from '#client/admin-client';
import { type ExitCode, Usage } from '#terminal/exit';
import { table } from '#terminal/table';
import type { Command } from './command.ts';
import { jsonFlag, parseWords, serverFlags } from './words.ts';

interface Reading {
  readonly now: string;
  readonly wallNow: string;
  readonly offsetSeconds: number;
}

export const clock: Command = {
  name: 'clock',
  summary: 'read the clock, or move it (--dev): clock advance P7D',
  words: '[show | advance DURATION | set TIME]',
  about: [
    'DURATION is in ISO 8601, such as P7D or PT1H. TIME is in ISO 8601, with its zone. The clock only goes forward.',
    'Work that falls due in that time (sessions, keys, reports) is done before the answer. Signatures are still checked against the real time.',
  ],
  examples: ['lockstead clock', 'lockstead clock advance P7D', 'lockstead clock set 2027-01-01T00:00:00Z'],
  exits: {
    0: 'read, or moved',
    1: 'the server does not allow it, or not to you',
    2: 'the time cannot be read, or there is no server',
  },
  flags: serverFlags,

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(clock, argv);
    const wish = wishOf(words.words);
    const client = adminClient(words, terminal);
    const reading = (await (wish === undefined ? client.get('clock') : client.post('clock', wish))) as Reading;
    if (words.has(jsonFlag.name)) {
      terminal.out(`${JSON.stringify(reading)}\n`);
      return 0;
    }
    const { now, wallNow, offsetSeconds } = reading;
    terminal.out(
      table([
        ['Lockstead', now],
        ['Wall clock', wallNow],
        ['Ahead by', ahead(offsetSeconds)],
      ]),
    );
    return 0;
  },
};

/** `undefined`: only read. */
function wishOf(words: readonly string[]): object | undefined {
  const [verb = 'show', value, ...more] = words;
  if (verb === 'show' && value === undefined) return undefined;
  if ((verb === 'advance' || verb === 'set') && value !== undefined && more.length === 0) return { [verb]: value };
  throw new Usage('"lockstead clock" takes show, advance DURATION (P7D) or set TIME (2027-01-01T00:00:00Z).');
}

const dayS = 86_400;

function ahead(seconds: number): string {
  if (seconds === 0) return 'nothing';
  const days = Math.floor(seconds / dayS);
  const rest = Math.round(seconds % dayS);
  return [days === 0 ? '' : `${days} d`, rest === 0 ? '' : `${rest} s`].filter((part) => part !== '').join(' ');
}
