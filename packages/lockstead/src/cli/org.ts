/** `lockstead org …`: the organization of a running server. One sub-verb a file in org/. */
import { type ExitCode, Usage } from '#terminal/exit';
import type { Command } from './command.ts';

export const org: Command = {
  name: 'org',
  summary: 'bring a described organization about, and show the one that is there',
  examples: ['lockstead org apply organization.yaml', 'lockstead org show'],
  exits: {
    0: 'done, or nothing to do',
    1: 'changes were planned and not made',
    2: 'a file or the server cannot be read',
  },
  flags: [],
  verbs: {
    apply: async () => (await import('./org/apply.ts')).apply,
    show: async () => (await import('./org/show.ts')).show,
  },

  async run(): Promise<ExitCode> {
    throw new Usage('"lockstead org" wants a verb; "lockstead org --help" lists what there is.');
  },
};
