/** `lockstead policy …`: the policy language on files, without a server. One sub-verb a file in policy/. */
import { type Command, type ExitCode, Usage } from './command.ts';

export const policy: Command = {
  name: 'policy',
  summary: 'decide cases with policies from files, without a server',
  flags: [],
  verbs: {
    decide: async () => (await import('./policy/decide.ts')).decide,
  },

  async run(): Promise<ExitCode> {
    throw new Usage('"lockstead policy" wants a verb; "lockstead policy --help" lists what there is.');
  },
};
