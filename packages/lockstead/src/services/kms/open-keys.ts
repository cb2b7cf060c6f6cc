/** What KMS keeps running beside its operations; one for each process. */
import type { Clock } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import type { Log } from '#kernel/log';
import type { RootKey } from '#kernel/root-key';
import type { Timers } from '#kernel/timers';
import type { FurtherEventRecorder } from '#service/further-event';
import type { Store } from '#store/port';
import { AwsManagedKeys } from './aws-managed-keys.ts';
import { KeyringUpkeep } from './keyring-upkeep.ts';
import { KeysForOthers } from './keys-for-others.ts';
import { LastUses } from './last-uses.ts';
import { SigningKeys } from './signing-keys.ts';
import { Vault } from './vault/vault.ts';

export interface KeysParts {
  readonly store: Store;
  readonly rootKey: RootKey;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly timers: Timers;
  readonly log: Log;
  readonly furtherEvents: FurtherEventRecorder;
}

export interface Keys {
  readonly vault: Vault;
  readonly lastUses: LastUses;
  /** For services that encrypt where their caller names no key. */
  readonly managed: AwsManagedKeys;
  /** For whoever asks about keys without using them. */
  readonly forOthers: KeysForOthers;
  /** For services that sign what they write. */
  readonly signing: SigningKeys;
  readonly keyring: KeyringUpkeep;
  /** Forgets what it remembers, because all state was replaced. */
  clear(): void;
  /** Ends the crypto processes, and writes what is not written yet. The store is still open. */
  stop(): Promise<void>;
}

/** No process is started before a key is used. */
export function openKeys({ entropy, furtherEvents, ...parts }: KeysParts): Keys {
  const { store, timers, clock, log } = parts;
  const vault = new Vault(parts);
  const lastUses = new LastUses(store, timers, (error) =>
    log.error('the last uses of keys were not written, and will be tried again', { error: String(error) }),
  );
  return {
    vault,
    lastUses,
    managed: new AwsManagedKeys({ store, vault, clock, entropy, furtherEvents }),
    forOthers: new KeysForOthers(store),
    signing: new SigningKeys({ store, vault, clock, entropy }),
    keyring: new KeyringUpkeep({ store, vault, log }),
    clear: () => lastUses.clear(),
    async stop() {
      await vault.stop();
      await lastUses.flush();
    },
  };
}
