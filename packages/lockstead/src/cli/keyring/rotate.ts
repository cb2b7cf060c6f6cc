/** `lockstead keyring rotate`: a new key, which seals from now on. */
import { adminClient } from '#client/admin-client';
import type { ExitCode } from '#terminal/exit';
import type { Command } from '../command.ts';
import { say } from '../flow.ts';
import { jsonFlag, noWords, parseWords, serverFlags } from '../words.ts';
import { type KeyringStatus, statusText } from './keyring-status.ts';

export const rotate: Command = {
  name: 'keyring rotate',
  summary: 'add a key to the keyring, which seals from now on',
  about: [
    'What the older keys have sealed still opens. "lockstead keyring rewrap" seals it under the new key.',
    'The server goes on serving. Back up after it: a backup from before does not have the new key.',
  ],
  examples: ['lockstead keyring rotate'],
  exits: { 0: 'rotated', 2: 'not rotated, or the server cannot be asked' },
  flags: serverFlags,

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(rotate, argv);
    noWords(rotate, words);
    const answer = (await adminClient(words, terminal).post('keyring', { do: 'rotate' })) as KeyringStatus;
    if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify(answer)}\n`);
    else say(terminal, statusText(answer));
    return 0;
  },
};
