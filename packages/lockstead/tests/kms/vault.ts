/** A vault over a store in memory, for tests of what lies below the API. */
import { instant, simulatedClock } from '#kernel/clock';
import { jsonLog } from '#kernel/log';
import { RootKey } from '#kernel/root-key';
import { systemTimers } from '#kernel/timers';
import { Vault } from '#services/kms/vault/vault';
import type { Store } from '#store/port';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';

export interface TestVault extends AsyncDisposable {
  readonly vault: Vault;
  readonly store: Store;
  readonly logLines: readonly string[];
}

const clock = simulatedClock(instant(1_764_000_000_000));

export async function openTestStore(): Promise<Store> {
  return await openSqliteStore({ path: ':memory:', rootKey: Buffer.alloc(32, 5), clock, timers: systemTimers });
}

/** Ends the vault when it is disposed of; the store stays open where it was given. */
export async function openTestVault(
  given?: Store,
  rootKey = RootKey.fromBytes(Buffer.alloc(32, 7)),
): Promise<TestVault> {
  const store = given ?? (await openTestStore());
  const logLines: string[] = [];
  const log = jsonLog(
    'info',
    clock,
    (text) => logLines.push(text),
    (write) => write(),
  );
  const vault = new Vault({ store, rootKey, clock, timers: systemTimers, log });
  return {
    vault,
    store,
    logLines,
    async [Symbol.asyncDispose]() {
      await vault.stop();
      if (given === undefined) await store.close();
    },
  };
}
