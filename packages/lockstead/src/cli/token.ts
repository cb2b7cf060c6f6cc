/** `lockstead token`: tokens for programs that cannot sign. */

import { type ExitCode, Usage } from '#terminal/exit';
import type { Command } from './command.ts';

export const token: Command = {
  name: 'token',
  summary: 'print a token for programs that cannot sign: token metrics',
  examples: ['lockstead token metrics > metrics.token'],
  exits: { 0: 'printed', 2: 'there is no root key to make it from' },
  flags: [],
  verbs: { metrics: async () => (await import('./token/metrics.ts')).metrics },

  async run(): Promise<ExitCode> {
    throw new Usage('"lockstead token" wants a verb; "lockstead token --help" lists what there is.');
  },
};
