/** Where a server keeps its state, by its configuration. */
import { join } from 'node:path';
import type { Config } from '#config/config';
import type { MovableClock } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import type { RootKey } from '#kernel/root-key';
import type { Timers } from '#kernel/timers';
import { fileBlobs } from '#store/blobs/fs';
import { memoryBlobs } from '#store/blobs/memory';
import type { Blobs } from '#store/blobs/port';
import type { Store } from '#store/port';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';

interface StoreSurroundings {
  readonly clock: MovableClock;
  readonly entropy: Entropy;
  readonly timers: Timers;
  readonly rootKey: RootKey;
}

export async function openStore(config: Config, { clock, timers, rootKey }: StoreSurroundings): Promise<Store> {
  const key = rootKey.derive('store');
  switch (config.store.kind) {
    case 'memory':
      return await openSqliteStore({ path: ':memory:', rootKey: key, clock, timers });
    case 'sqlite':
      return await openSqliteStore({ path: config.store.path, rootKey: key, clock, timers });
    case 'postgres':
      // Loaded only when needed, so that a start with SQLite does not load the driver.
      return await (await import('#store/postgres/open-postgres-store')).openPostgresStore({
        url: config.store.url,
        rootKey: key,
        clock,
        timers,
      });
  }
}

/** Beside the database, or in memory with it. */
export function blobsOf({ dataDirectory }: Config, { clock, entropy }: StoreSurroundings, store: Store): Blobs {
  return dataDirectory === undefined
    ? memoryBlobs({ store, clock, entropy })
    : fileBlobs({ folder: join(dataDirectory, 'blobs'), store, clock, entropy });
}
