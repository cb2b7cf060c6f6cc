/** `lockstead keyring status`: how many keys the keyring has, and how many materials the newest one seals. */
import { adminClient } from '#client/admin-client';
import type { ExitCode } from '#terminal/exit';
import type { Command } from '../command.ts';
import { say } from '../flow.ts';
import { jsonFlag, noWords, parseWords, serverFlags } from '../words.ts';
import { type KeyringStatus, statusText } from './keyring-status.ts';

export const status: Command = {
  name: 'keyring status',
  summary: 'show how many keys the keyring has, and what they seal',
  examples: ['lockstead keyring status', 'lockstead keyring status --json'],
  exits: { 0: 'shown', 2: 'the server cannot be asked' },
  flags: serverFlags,

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(status, argv);
    noWords(status, words);
    const answer = (await adminClient(words, terminal).get('keyring')) as KeyringStatus;
    if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify(answer)}\n`);
    else say(terminal, statusText(answer));
    return 0;
  },
};
