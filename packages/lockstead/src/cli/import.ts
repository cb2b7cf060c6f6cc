/** `lockstead import …`: what is known of a real account, brought into a running server. One sub-verb a file in import/. */
import { type ExitCode, Usage } from '#terminal/exit';
import type { Command } from './command.ts';

export const importing: Command = {
  name: 'import',
  summary: 'bring in a real account or organization, from what the AWS CLI printed of it',
  examples: ['lockstead import gaad account.json', 'lockstead import org collected/'],
  exits: { 0: 'brought in', 2: 'a file cannot be used, or the server refuses it' },
  flags: [],
  verbs: {
    gaad: async () => (await import('./import/gaad.ts')).importGaad,
    org: async () => (await import('./import/org.ts')).importOrg,
  },

  async run(): Promise<ExitCode> {
    throw new Usage('"lockstead import" wants a verb; "lockstead import --help" lists what there is.');
  },
};
