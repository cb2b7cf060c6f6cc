/**
 * What an account may see of the meter, with its cost. A payer sees all accounts that it paid for; any account sees its own.
 *
 * Tiers are those of the payer: all its accounts fill them together, day by day. Within one day each call costs the same, whoever made it, so that no
 * account pays for having been later than another.
 * AWS DIFFERS? It fills tiers in the order of the calls. All Regions fill the same tiers here.
 */
import { type MeteredRow, meteredRows } from '#events/usage/metered';
import type { AccountId } from '#kernel/ids';
import { Gathering } from '#kernel/turns';
import type { Reader } from '#store/port';
import { partitionScope } from '#store/scope';
import { limitExceeded } from '../errors.ts';
import { costLimits } from '../limits.ts';
import type { PriceBook, PriceItem } from '../prices/price-list.ts';
import { costOf, shareOf } from '../prices/tiers.ts';
import { daysOf } from './months.ts';

/** The calls of one account, Region and action on one day. */
export interface CostRow {
  readonly payer: AccountId;
  readonly account: AccountId;
  readonly day: string;
  readonly region: string;
  readonly action: string;
  readonly item: PriceItem;
  readonly count: number;
  /** At the prices that the payer's tiers had reached that day. */
  readonly unblended: bigint;
  /** At the average price of the payer's month. */
  readonly blended: bigint;
}

type See = (row: MeteredRow) => Promise<void> | undefined;

/** Rows between two turns. */
const stretch = 200;

/** Calls `see` for each row of a month, day by day, and waits where it has to. A row beyond the meter's limits, or without a price, is told to `unpriced`. */
export async function visitMonth(
  reader: Reader,
  book: PriceBook,
  viewer: AccountId,
  month: string,
  see: (row: CostRow) => Promise<void> | undefined,
  unpriced: (count: number) => void = () => undefined,
): Promise<void> {
  using work = new Gathering();
  const walk = new Walk(reader, work);
  for (const payer of await payersOf(walk, viewer, month)) {
    const days = daysOf(month);
    const sums: Map<PriceItem, number>[] = [];
    for (const day of days) sums.push(await sumsOf(walk, book, payer, day));
    const whole = totalsOf(sums);
    const before = new Map<PriceItem, number>();
    for (const [at, day] of days.entries()) {
      const today = sums[at] ?? new Map<PriceItem, number>();
      if (today.size > 0 || payer === viewer) {
        const prefix = payer === viewer ? `${payer}/${day}/` : `${payer}/${day}/${viewer}/`;
        await walk.rows(prefix, ({ account, region, action, count }) => {
          if (account === '*') return undefined;
          const item = book.itemOf(action);
          if (item === undefined) {
            unpriced(count);
            return undefined;
          }
          const [past, used, all] = [before.get(item) ?? 0, today.get(item) ?? 0, whole.get(item) ?? 0];
          return see({
            payer,
            account,
            day,
            region,
            action,
            item,
            count,
            unblended: shareOf(costOf(item.tiers, past + used) - costOf(item.tiers, past), count, used),
            blended: shareOf(costOf(item.tiers, all), count, all),
          });
        });
      }
      for (const [item, count] of today) before.set(item, (before.get(item) ?? 0) + count);
    }
  }
}

/** Itself first; others who paid for it in the month, which it then was a member of. */
async function payersOf(walk: Walk, viewer: AccountId, month: string): Promise<readonly AccountId[]> {
  const payers = new Set<AccountId>([viewer]);
  await walk.byAccount(`${viewer}/${month}`, ({ payer }) => {
    payers.add(payer);
    return undefined;
  });
  return [...payers];
}

async function sumsOf(walk: Walk, book: PriceBook, payer: AccountId, day: string): Promise<Map<PriceItem, number>> {
  const sums = new Map<PriceItem, number>();
  await walk.rows(`${payer}/${day}/*/`, ({ action, count }) => {
    const item = book.itemOf(action);
    if (item !== undefined) sums.set(item, (sums.get(item) ?? 0) + count);
    return undefined;
  });
  return sums;
}

function totalsOf(sums: readonly ReadonlyMap<PriceItem, number>[]): ReadonlyMap<PriceItem, number> {
  const totals = new Map<PriceItem, number>();
  for (const day of sums) for (const [item, count] of day) totals.set(item, (totals.get(item) ?? 0) + count);
  return totals;
}

/** Goes through rows some at a time, gives others their turn between, and ends at the limit. */
class Walk {
  readonly #reader: Reader;
  readonly #work: Gathering;
  #lookedAt = 0;

  constructor(reader: Reader, work: Gathering) {
    this.#reader = reader;
    this.#work = work;
  }

  rows(prefix: string, see: See): Promise<void> {
    return this.#go({ prefix }, see);
  }

  byAccount(prefix: string, see: See): Promise<void> {
    return this.#go({ index: 'account', prefix }, see);
  }

  async #go(listing: { readonly prefix: string; readonly index?: string }, see: See): Promise<void> {
    const rows = this.#reader.in(meteredRows, partitionScope);
    for (let after: string | undefined; ; ) {
      const some = await rows.list({ ...listing, limit: stretch, ...(after === undefined ? {} : { after }) });
      for (const { record } of some) {
        const pending = see(record);
        if (pending !== undefined) await pending;
      }
      this.#lookedAt += some.length;
      if (this.#lookedAt > costLimits.RowsLookedAt) {
        throw limitExceeded(`The time has more than ${costLimits.RowsLookedAt} rows of usage. Ask for less of it.`);
      }
      if (some.length < stretch) return;
      after = some.at(-1)?.place;
      await this.#work.turn();
    }
  }
}
