/** `lockstead keyring rewrap`: seals every key material under the newest key of the keyring, some at a time. */
import { adminClient } from '#client/admin-client';
import { systemClock } from '#kernel/clock';
import type { ExitCode } from '#terminal/exit';
import type { Command } from '../command.ts';
import { say } from '../flow.ts';
import { Progress } from '../progress.ts';
import { jsonFlag, noWords, parseWords, serverFlags } from '../words.ts';
import type { KeyringStatus } from './keyring-status.ts';

interface Rewrapped {
  readonly rewrapped: number;
  readonly broken: readonly string[];
  readonly next?: string;
}

export const rewrap: Command = {
  name: 'keyring rewrap',
  summary: 'seal all key materials under the newest key of the keyring',
  about: [
    'The server goes on serving. Where this is stopped half way, the materials open as before, and the next rewrap goes on.',
  ],
  examples: ['lockstead keyring rewrap'],
  exits: { 0: 'all are sealed under the newest key', 1: 'some do not open', 2: 'the server cannot be asked' },
  flags: serverFlags,

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(rewrap, argv);
    noWords(rewrap, words);
    const client = adminClient(words, terminal);
    const { behind } = (await client.get('keyring')) as KeyringStatus;
    const progress = new Progress(terminal, systemClock(), behind);
    const broken: string[] = [];
    let rewrapped = 0;
    let after: string | undefined;
    try {
      do {
        const wish = { do: 'rewrap', ...(after === undefined ? {} : { after }) };
        const answer = (await client.post('keyring', wish)) as Rewrapped;
        rewrapped += answer.rewrapped;
        broken.push(...answer.broken);
        progress.add(answer.rewrapped + answer.broken.length);
        progress.note(`${rewrapped} of ${behind}`);
        after = answer.next;
      } while (after !== undefined);
    } finally {
      progress.end();
    }
    if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify({ rewrapped, broken })}\n`);
    else say(terminal, resultText(rewrapped, broken));
    return broken.length === 0 ? 0 : 1;
  },
};

function resultText(rewrapped: number, broken: readonly string[]): string {
  const done =
    rewrapped === 0 ? 'Nothing was sealed under an older key.\n' : `Sealed anew: ${rewrapped} key materials.\n`;
  if (broken.length === 0) return done;
  const lines = broken.map((id) => `  ${id}\n`).join('');
  return `${done}These do not open: somebody has changed their records in the database.\n${lines}`;
}
