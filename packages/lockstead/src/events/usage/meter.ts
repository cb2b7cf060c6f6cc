/**
 * The meter: how many calls of each account were allowed, by day. Counted in memory for every decision, at the cost of one look into a map, and
 * written each minute, as the usage ledger does: a kill -9 loses the counts since the last write.
 */
import type { Instant } from '#kernel/clock';
import type { AccountId } from '#kernel/ids';
import type { Timers } from '#kernel/timers';
import type { Reader, Store, Transaction } from '#store/port';
import { partitionScope } from '#store/scope';
import type { Use } from './ledger.ts';
import { type MeteredRow, meteredRows } from './metered.ts';

export const meterLimits = {
  flushMs: 60_000,
  /** While nothing can be written, so many different counts are held. Further ones are not counted. */
  heldMax: 40_000,
  /** Counts that one transaction writes. */
  batchMax: 100,
  /** Rows of one account and day. What is used beyond them is one row without a name, which has no price. */
  rowsPerDayMax: 2_000,
  /** Months of which rows are kept, beside the current one. */
  monthsKept: 14,
  /** Rows that one transaction removes. */
  sweptMax: 200,
} as const;

interface Count {
  readonly account: AccountId;
  readonly day: number;
  readonly region: string;
  readonly action: string;
  count: number;
}

const dayMs = 86_400_000;

/** `2026-12-01` */
export function dayOf(at: Instant): string {
  return dayText(Math.floor(at / dayMs));
}

function dayText(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

export class Meter {
  readonly #store: Store;
  readonly #timers: Timers;
  readonly #payerOf: (reader: Reader, account: AccountId) => Promise<AccountId>;
  readonly #failed: (error: unknown) => void;
  #waiting = new Map<string, Count>();
  #armed = false;
  #flushing: Promise<void> = Promise.resolve();
  #epoch = 0;

  /** `payerOf` answers who pays for an account, when its counts are written. `failed` hears of counts that could not be. */
  constructor(
    store: Store,
    timers: Timers,
    payerOf: (reader: Reader, account: AccountId) => Promise<AccountId>,
    failed: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#timers = timers;
    this.#payerOf = payerOf;
    this.#failed = failed;
  }

  used({ account, action, region, at, allowed }: Use): void {
    if (!allowed) return;
    const day = Math.floor(at / dayMs);
    const key = `${day}\n${account}\n${region}\n${action}`;
    const held = this.#waiting.get(key);
    if (held !== undefined) {
      held.count += 1;
      return;
    }
    if (this.#waiting.size >= meterLimits.heldMax) return;
    this.#waiting.set(key, { account, day, region, action, count: 1 });
    this.#flushSoon();
  }

  /** Resolves when all that was counted until now is written: whoever reads the rows calls this first. */
  flush(): Promise<void> {
    const write = (): Promise<void> => this.#write();
    this.#flushing = this.#flushing.then(write, write);
    return this.#flushing;
  }

  /** Forgets what is not written yet, because all state is about to be replaced. */
  clear(): void {
    this.#waiting = new Map();
    this.#epoch += 1;
  }

  #flushSoon(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#timers.after(meterLimits.flushMs, () => {
      this.#armed = false;
      this.flush().catch((error: unknown) => {
        this.#failed(error);
        this.#flushSoon();
      });
    });
  }

  async #write(): Promise<void> {
    const epoch = this.#epoch;
    const counts = [...this.#waiting.values()];
    this.#waiting = new Map();
    for (let first = 0; first < counts.length; first += meterLimits.batchMax) {
      if (epoch !== this.#epoch) return;
      const batch = counts.slice(first, first + meterLimits.batchMax);
      try {
        await this.#store.transact(async (tx) => {
          for (const count of batch) await this.#add(tx, count);
        });
      } catch (error) {
        if (epoch === this.#epoch) this.#takeBack(counts.slice(first));
        throw error;
      }
    }
  }

  #takeBack(counts: readonly Count[]): void {
    for (const { account, day, region, action, count } of counts) {
      const key = `${day}\n${account}\n${region}\n${action}`;
      const newer = this.#waiting.get(key);
      if (newer !== undefined) newer.count += count;
      else if (this.#waiting.size < meterLimits.heldMax)
        this.#waiting.set(key, { account, day, region, action, count });
    }
    this.#flushSoon();
  }

  async #add(tx: Transaction, { account, day: number, region, action, count }: Count): Promise<void> {
    const rows = tx.in(meteredRows, partitionScope);
    const [payer, day] = [await this.#payerOf(tx, account), dayText(number)];
    let row: Omit<MeteredRow, 'count'> = { payer, account, day, region, action };
    let held = await rows.get(meteredRows.id({ ...row, count }));
    if (
      held === undefined &&
      (await rows.count({ index: 'account', key: `${account}/${day}` })) >= meterLimits.rowsPerDayMax
    ) {
      row = { payer, account, day, region: '', action: '' };
      held = await rows.get(meteredRows.id({ ...row, count }));
    }
    await rows.put({ ...row, count: (held?.count ?? 0) + count });
    const sum = { ...row, account: '*' as const };
    const all = await rows.get(meteredRows.id({ ...sum, count }));
    await rows.put({ ...sum, count: (all?.count ?? 0) + count });
  }
}

/** Removes rows of months that nobody can ask for any more, a bounded number at a time. True while there may be more. */
export async function sweepMetered(tx: Transaction, now: Instant): Promise<boolean> {
  const oldest = new Date(now);
  oldest.setUTCMonth(oldest.getUTCMonth() - meterLimits.monthsKept, 1);
  const firstKept = oldest.toISOString().slice(0, 7);
  const rows = tx.in(meteredRows, partitionScope);
  const first = await rows.list({ index: 'day', limit: meterLimits.sweptMax });
  const old = first.filter(({ record }) => record.day < firstKept);
  for (const { record } of old) await rows.delete(meteredRows.id(record));
  return old.length === meterLimits.sweptMax;
}
