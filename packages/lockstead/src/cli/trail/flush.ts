/** `lockstead trail flush`: delivers what has happened until now, and writes digests. */
import { adminClient } from '#client/admin-client';
import type { ExitCode } from '#terminal/exit';
import type { Command } from '../command.ts';
import { say } from '../flow.ts';
import { jsonFlag, noWords, parseWords, serverFlags } from '../words.ts';
import { anyRefused, type TrailsAnswer, trailsText } from './trail-status.ts';

export const flush: Command = {
  name: 'trail flush',
  summary: 'deliver what has happened until now, and write the digests',
  about: [
    'Without it the files of the last minutes come with the next delivery, and the digest with the hour. A bucket that has refused is tried again.',
  ],
  examples: ['lockstead trail flush'],
  exits: { 0: 'delivered', 1: 'a bucket has refused', 2: 'the server cannot be asked' },
  flags: serverFlags,

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(flush, argv);
    noWords(flush, words);
    const { trails } = (await adminClient(words, terminal).post('trails/flush', {})) as TrailsAnswer;
    if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify(trails)}\n`);
    else say(terminal, trailsText(trails));
    return anyRefused(trails) ? 1 : 0;
  },
};
