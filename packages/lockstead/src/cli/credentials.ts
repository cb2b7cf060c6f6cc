/** `lockstead credentials …`: a role's credentials where AWS's SDKs look for them. One sub-verb a file in credentials/. */
import { type ExitCode, Usage } from '#terminal/exit';
import type { Command } from './command.ts';

export const credentials: Command = {
  name: 'credentials',
  summary: 'give a program a role, as an instance or a container has one',
  examples: ['lockstead credentials serve -h'],
  exits: { 0: 'it was stopped', 2: 'nobody may have the role that way, or no server answers' },
  flags: [],
  verbs: { serve: async () => (await import('./credentials/serve.ts')).serve },

  async run(): Promise<ExitCode> {
    throw new Usage('"lockstead credentials" wants a verb; "lockstead credentials --help" lists what there is.');
  },
};
