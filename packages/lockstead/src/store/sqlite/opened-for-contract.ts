/** How the contract suite gets at a SQLite store; for tests. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instant, simulatedClock } from '#kernel/clock';
import { systemTimers } from '#kernel/timers';
import type { ContractCase } from '../contract.ts';
import type { Store } from '../port.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

/** Runs one case on a fresh store in a folder of its own, and removes both. */
export async function runOnSqlite({ run }: ContractCase, commitThread: 'whenBusy' | 'always'): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-test-'));
  const clock = simulatedClock(instant(1_800_000_000_000));
  const rootKey = Buffer.alloc(32, 7);
  const open = (): Promise<Store> =>
    openSqliteStore({ path: join(folder, 'store.db'), rootKey, clock, timers: systemTimers, commitThread });
  let newest = await open();
  try {
    await run({
      store: newest,
      clock,
      async reopen() {
        await newest.close();
        newest = await open();
        return newest;
      },
      async stored() {
        const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
        return files.join('');
      },
    });
  } finally {
    await newest.close();
    rmSync(folder, { recursive: true });
  }
}
