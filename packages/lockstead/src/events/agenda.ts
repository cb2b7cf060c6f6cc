/**
 * Work that falls due: rows, never timers, so that it survives the process and follows the product's clock.
 * `runDue` does what is due at `now`, each item in the transaction that removes its row, so that nothing is done twice.
 */
import type { Clock, Instant } from '#kernel/clock';
import { invariant } from '#kernel/invariant';
import type { Collection, Store, Transaction } from '#store/port';
import { partitionScope } from '#store/scope';

export interface Due {
  /** Unique: scheduling the same id again moves it. */
  readonly id: string;
  /** `SERVICE:WHAT`: which item of which service's agenda. */
  readonly kind: string;
  readonly at: Instant;
  /** What it is about, in the service's own terms. */
  readonly ref: string;
}

/** Runs inside the transaction that removes the row; may schedule the next. `now` is when it runs, which can be long after it fell due. */
export type AgendaItem = (due: Due, tx: Transaction, now: Instant) => Promise<void>;

const due: Collection<Due> = {
  name: 'events.due',
  level: 'partition',
  id: (row) => row.id,
  indexes: { at: (row) => [sortable(row.at)] },
  feed: false,
};

/** Instants as text that sorts by time. */
function sortable(at: Instant): string {
  return String(at).padStart(16, '0');
}

export async function schedule(tx: Transaction, row: Due): Promise<void> {
  await tx.in(due, partitionScope).put(row);
}

export async function cancel(tx: Transaction, id: string): Promise<void> {
  await tx.in(due, partitionScope).delete(id);
}

const batchMax = 100;

export class Agenda {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #items: ReadonlyMap<string, AgendaItem>;
  #running: Promise<number> | undefined;

  constructor(store: Store, clock: Clock, items: ReadonlyMap<string, AgendaItem>) {
    this.#store = store;
    this.#clock = clock;
    this.#items = items;
  }

  /** Does all that is due, including what that makes due; answers how many items ran. Overlapping calls join one run. */
  runDue(): Promise<number> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<number> {
    let done = 0;
    for (;;) {
      const now = this.#clock.now();
      const rows = await this.#store.in(due, partitionScope).list({ index: 'at', limit: batchMax });
      const ready = rows.filter(({ record }) => record.at <= now);
      if (ready.length === 0) return done;
      for (const { record } of ready) done += (await this.#runOne(record, now)) ? 1 : 0;
    }
  }

  /** False where somebody else took it in between. */
  async #runOne(row: Due, now: Instant): Promise<boolean> {
    const item = this.#items.get(row.kind);
    invariant(item !== undefined, `nothing on the agenda is called ${row.kind}`);
    return await this.#store.transact(async (tx) => {
      const rows = tx.in(due, partitionScope);
      const still = await rows.get(row.id);
      if (still === undefined || still.at > now) return false;
      await rows.delete(row.id);
      await item(still, tx, now);
      return true;
    });
  }
}
