/** `lockstead policy …`: the policy language on files, without a server. One sub-verb a file in policy/. */

import { type ExitCode, Usage } from '#terminal/exit';
import type { Command } from './command.ts';

export const policy: Command = {
  name: 'policy',
  summary: 'lint, test, compare and decide with policies from files, without a server',
  examples: ['lockstead policy lint policy.json', 'lockstead policy diff old.json new.json'],
  exits: { 0: 'nothing found, all allowed', 1: 'findings, differences, denials', 2: 'a file cannot be read' },
  flags: [],
  verbs: {
    lint: async () => (await import('./policy/lint.ts')).lint,
    test: async () => (await import('./policy/test.ts')).test,
    diff: async () => (await import('./policy/diff.ts')).diff,
    decide: async () => (await import('./policy/decide.ts')).decide,
  },

  async run(): Promise<ExitCode> {
    throw new Usage('"lockstead policy" wants a verb; "lockstead policy --help" lists what there is.');
  },
};
