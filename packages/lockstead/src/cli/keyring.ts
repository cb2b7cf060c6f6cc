/** `lockstead keyring …`: the keys under which KMS seals its key materials. One sub-verb a file in keyring/. */
import { type ExitCode, Usage } from '#terminal/exit';
import type { Command } from './command.ts';

export const keyring: Command = {
  name: 'keyring',
  summary: 'the keys that seal the key materials of KMS: look, rotate, seal anew',
  about: [
    'The root key (--root-key) protects the keyring, and the keyring protects the key materials. The keyring keeps its old keys, so that everything opens that they have sealed.',
  ],
  examples: ['lockstead keyring status', 'lockstead keyring rotate'],
  exits: { 0: 'done', 1: 'something could not be done', 2: 'the server cannot be asked' },
  flags: [],
  verbs: {
    status: async () => (await import('./keyring/status.ts')).status,
    rotate: async () => (await import('./keyring/rotate.ts')).rotate,
    rewrap: async () => (await import('./keyring/rewrap.ts')).rewrap,
  },

  async run(): Promise<ExitCode> {
    throw new Usage('"lockstead keyring" wants a verb; "lockstead keyring --help" lists what there is.');
  },
};
