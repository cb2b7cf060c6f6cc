/** `lockstead trail status`: whether each trail logs, and how its last delivery and its last digest went. */
import { adminClient } from '#client/admin-client';
import type { ExitCode } from '#terminal/exit';
import type { Command } from '../command.ts';
import { say } from '../flow.ts';
import { jsonFlag, noWords, parseWords, serverFlags } from '../words.ts';
import { anyRefused, type TrailsAnswer, trailsText } from './trail-status.ts';

export const status: Command = {
  name: 'trail status',
  summary: 'show how the trails of all accounts deliver',
  examples: ['lockstead trail status', 'lockstead trail status --json'],
  exits: { 0: 'shown', 1: 'a bucket has refused a delivery', 2: 'the server cannot be asked' },
  flags: serverFlags,

  async run(argv, terminal): Promise<ExitCode> {
    const words = parseWords(status, argv);
    noWords(status, words);
    const { trails } = (await adminClient(words, terminal).get('trails')) as TrailsAnswer;
    if (words.has(jsonFlag.name)) terminal.out(`${JSON.stringify(trails)}\n`);
    else say(terminal, trailsText(trails));
    return anyRefused(trails) ? 1 : 0;
  },
};
