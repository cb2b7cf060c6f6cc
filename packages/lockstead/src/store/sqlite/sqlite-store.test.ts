import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { systemTimers } from '#kernel/timers';
import { type Opened, storeContract } from '../contract.ts';
import type { Store } from '../port.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

const rootKey = Buffer.alloc(32, 7);

describe('the store contract over SQLite', () => {
  test.each(storeContract)('$name', async ({ run }) => {
    const folder = mkdtempSync(join(tmpdir(), 'lockstead-test-'));
    const clock = simulatedClock(instant(1_800_000_000_000));
    const open = (): Promise<Store> =>
      openSqliteStore({ path: join(folder, 'store.db'), rootKey, clock, timers: systemTimers });
    const stores = [await open()];
    try {
      const opened: Opened = {
        store: stores[0] as Store,
        clock,
        async reopen() {
          await stores.at(-1)?.close();
          stores.push(await open());
          return stores.at(-1) as Store;
        },
        async stored() {
          return readdirSync(folder)
            .map((name) => readFileSync(join(folder, name), 'latin1'))
            .join('');
        },
      };
      await run(opened);
    } finally {
      await stores.at(-1)?.close();
      rmSync(folder, { recursive: true });
    }
  });
});
