/** Where the root key comes from: a file, the environment, a passphrase asked for, or the data directory. */

import { scryptSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Entropy } from '#kernel/entropy';
import { RootKey } from '#kernel/root-key';
import type { Secret } from '#kernel/secret';
import type { Config } from './config.ts';
import { directoryRootKey, openDataDirectory, type Say } from './data-directory.ts';
import { BadConfig } from './flags.ts';
import { readGuarded } from './guarded-file.ts';
import { refuseLostDatabase } from './lost-database.ts';

export interface RootKeyInputs {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly entropy: Entropy;
  /** Asks a person; absent where there is no terminal. */
  readonly ask?: (question: string) => Promise<Secret>;
  /** Told what was set right in the data directory. */
  readonly say?: Say;
}

/** scrypt's cost: about a tenth of a second and 64 MB, once at start. */
const scryptCost = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 1024 * 1024 };

export async function loadRootKey(config: Config, { environment, entropy, ask, say }: RootKeyInputs): Promise<RootKey> {
  const { rootKey, dataDirectory, store } = config;
  // Checked before a passphrase is asked for, or a key is made.
  refuseLostDatabase(config);
  switch (rootKey.kind) {
    case 'file':
      return parsed(
        readGuarded({ name: '--root-key', path: rootKey.path, isSecret: true }),
        `the file ${rootKey.path}`,
      );
    case 'env':
      return parsed(environmentKey(environment, rootKey.name), `the environment variable ${rootKey.name}`);
    case 'prompt': {
      if (ask === undefined) throw new BadConfig('--root-key prompt needs a terminal to ask on.');
      const passphrase = await ask('Root key passphrase: ');
      // A typing mistake at the first start would seal everything with a passphrase that nobody knows.
      if (store.kind === 'sqlite' && !existsSync(store.path)) {
        const again = await ask('The same again, since it is new: ');
        if (!passphrase.equals(again.reveal())) throw new BadConfig('The two passphrases differ; nothing was made.');
      }
      // The salt need not be secret, and must be the same on every node.
      return RootKey.fromBytes(scryptSync(passphrase.reveal().normalize('NFKC'), 'lockstead root key', 32, scryptCost));
    }
    case 'dataDirectory':
      if (dataDirectory === undefined) return RootKey.generate(entropy);
      openDataDirectory(dataDirectory, say, store.kind === 'sqlite' ? store.path : undefined);
      return directoryRootKey(dataDirectory, store.kind === 'sqlite' && existsSync(store.path), entropy, say);
  }
}

function environmentKey(environment: RootKeyInputs['environment'], name: string): string {
  const key = environment[name];
  if (key === undefined) throw new BadConfig(`--root-key env:${name}: that environment variable is not set.`);
  return key;
}

function parsed(text: string, from: string): RootKey {
  const key = RootKey.parse(text);
  if (key === undefined) throw new BadConfig(`The root key in ${from} must be 32 bytes in hex or base64.`);
  return key;
}
