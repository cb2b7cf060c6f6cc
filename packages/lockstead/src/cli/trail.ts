/** `lockstead trail …`: CloudTrail's trails, as the administrator sees them. One sub-verb a file in trail/. */
import { type ExitCode, Usage } from '#terminal/exit';
import type { Command } from './command.ts';

export const trail: Command = {
  name: 'trail',
  summary: "CloudTrail's trails: look how they deliver, deliver now",
  about: [
    'A trail delivers every five minutes, and writes a digest every hour. Both follow the clock of the server. Trails are made with CloudTrail itself: "aws cloudtrail create-trail".',
  ],
  examples: ['lockstead trail status', 'lockstead trail flush'],
  exits: { 0: 'all is delivered', 1: 'a bucket has refused a delivery', 2: 'the server cannot be asked' },
  flags: [],
  verbs: {
    status: async () => (await import('./trail/status.ts')).status,
    flush: async () => (await import('./trail/flush.ts')).flush,
  },

  async run(): Promise<ExitCode> {
    throw new Usage('"lockstead trail" wants a verb; "lockstead trail --help" lists what there is.');
  },
};
