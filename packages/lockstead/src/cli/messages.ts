/** `lockstead messages`: what AWS would have sent by mail or telephone. */

import { adminClient } from '#client/admin-client';
import { type ExitCode, Usage } from '#terminal/exit';
import { harmlessValue } from '#terminal/paint';
import { table } from '#terminal/table';
import type { Command } from './command.ts';
import { jsonFlag, parseWords, serverFlags } from './words.ts';

interface Message {
  readonly at: string;
  readonly account: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export const messages: Command = {
  name: 'messages',
  summary: 'read what AWS would send by mail or SMS: one-time passcodes',
  about: [
    'Lockstead sends no mail and no SMS. It keeps the newest 100 messages for whoever may read them (the action lockstead:GetMessages).',
  ],
  examples: ['lockstead messages', 'lockstead messages --json'],
  exits: {
    0: 'listed, or there are none',
    1: 'the server does not allow it to you',
    2: 'no server answers',
  },
  flags: serverFlags,

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(messages, argv);
    if (words.words.length > 0) throw new Usage('"lockstead messages" takes no words.');
    const answer = (await adminClient(words, terminal).get('messages')) as { readonly messages: readonly Message[] };
    if (words.has(jsonFlag.name)) {
      terminal.out(`${JSON.stringify(answer.messages)}\n`);
    } else if (answer.messages.length === 0) {
      terminal.out('There are no messages.\n');
    } else {
      terminal.out(
        table([
          ['Time', 'Account', 'To', 'Subject', 'Text'],
          ...answer.messages.map(({ at, account, to, subject, text }) =>
            [at, account, to, subject, text].map(harmlessValue),
          ),
        ]),
      );
    }
    return 0;
  },
};
