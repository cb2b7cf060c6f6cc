/**
 * Work that falls due: rows, never timers, so that it survives the process and follows the product's clock.
 * `runDue` does what is due at `now`. Each item runs in the transaction that removes its row, so that nothing is done twice. That holds for
 * several nodes on
 * one database too: of two that try to take a row, one finds it gone.
 */
import { type Clock, type Instant, later, minutes, seconds } from '#kernel/clock';
import { invariant } from '#kernel/invariant';
import type { Collection, Listing, Reader, Store, Transaction } from '#store/port';
import { partitionScope } from '#store/scope';

export interface Due {
  /** Unique: scheduling the same id again moves it. */
  readonly id: string;
  /** `SERVICE:WHAT`: which item of which service's agenda. */
  readonly kind: string;
  readonly at: Instant;
  /** What the work is about. Only the service knows what it means. */
  readonly ref: string;
}

/** What an item has at hand. `Calls` is how it calls other services: this room does not know them. */
export interface DueRun<Calls> {
  /** When it runs, which can be long after it fell due. */
  readonly now: Instant;
  readonly calls: Calls;
}

/** One kind of work that falls due. */
export interface AgendaWork<Calls, Prepared = unknown> {
  /**
   * Before the transaction and outside of it: whatever waits for something else than the store, such as a call that makes key material or
   * writes an object. It runs again where the transaction did not come to its end, and on another node: what it does must be safe to do twice.
   */
  prepare?(due: Due, run: DueRun<Calls> & { readonly reader: Reader }): Promise<Prepared>;
  /** In the transaction that removes the row; may schedule the next. Its calls belong to that transaction. */
  handle(due: Due, run: DueRun<Calls> & { readonly tx: Transaction }, prepared: Prepared): Promise<void>;
}

/** The store, with calls to services: outside of any transaction, and within one. */
export interface Workplace<Calls> {
  readonly outside: Calls;
  transact<R>(run: (tx: Transaction, calls: Calls) => Promise<R>): Promise<R>;
}

const due: Collection<Due> = {
  name: 'events.due',
  level: 'partition',
  id: (row) => row.id,
  indexes: { at: (row) => [sortable(row.at)] },
  feed: false,
};

/** Instants as text that sorts by time. */
function sortable(at: Instant): string {
  return String(Math.max(0, Math.ceil(at))).padStart(16, '0');
}

export async function schedule(tx: Transaction, row: Due): Promise<void> {
  await tx.in(due, partitionScope).put(row);
}

export async function cancel(tx: Transaction, id: string): Promise<void> {
  await tx.in(due, partitionScope).delete(id);
}

const batchMax = 100;
/** One run does at most so many; what is left is for the next tick. */
const runMax = 100_000;

/**
 * How long an item rests after a failure. The pause doubles, and follows the wall clock, so that moving the product's clock does not repeat the
 * item at once.
 */
const firstRest = seconds(1);
const restMax = minutes(5);

interface Failure {
  readonly times: number;
  readonly notBefore: Instant;
}

export class Agenda<Calls> {
  readonly #store: Store;
  readonly #workplace: Workplace<Calls>;
  readonly #clock: Clock;
  readonly #items: ReadonlyMap<string, AgendaWork<Calls>>;
  readonly #failed: (row: Due, error: unknown) => void;
  readonly #failures = new Map<string, Failure>();
  #running: Promise<number> | undefined;

  /** `failed` hears of each item that threw: its row stays, it rests, and the others go on. */
  constructor(
    store: Store,
    workplace: Workplace<Calls>,
    clock: Clock,
    items: ReadonlyMap<string, AgendaWork<Calls>>,
    failed: (row: Due, error: unknown) => void = () => undefined,
  ) {
    this.#store = store;
    this.#workplace = workplace;
    this.#clock = clock;
    this.#items = items;
    this.#failed = failed;
  }

  /** Does all that is due, including what that makes due, earliest first; answers how many items ran. Overlapping calls join one run. */
  runDue(): Promise<number> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<number> {
    let done = 0;
    let ran: number;
    do {
      ran = await this.#pass(runMax - done);
      done += ran;
    } while (ran > 0 && done < runMax);
    return done;
  }

  /** Goes once through all that is due now. What these items make due is left for the next pass, since it may belong before them. */
  async #pass(most: number): Promise<number> {
    const now = this.#clock.now();
    let done = 0;
    let listing: Listing = { index: 'at', limit: batchMax };
    for (;;) {
      const rows = await this.#store.in(due, partitionScope).list(listing);
      const ready = rows.filter(({ record }) => record.at <= now);
      for (const { record } of ready) {
        if (done >= most) return done;
        if (!this.#rests(record.id) && (await this.#runOne(record, now))) done += 1;
      }
      const last = ready.at(-1);
      if (last === undefined || ready.length < batchMax) return done;
      listing = { ...listing, after: last.place };
    }
  }

  #rests(id: string): boolean {
    const failure = this.#failures.get(id);
    return failure !== undefined && failure.notBefore > this.#clock.wallNow();
  }

  /** False where it failed, or where somebody else took or moved it in between. */
  async #runOne(row: Due, now: Instant): Promise<boolean> {
    try {
      const item = this.#items.get(row.kind);
      invariant(item !== undefined, `nothing on the agenda is called ${row.kind}`);
      const prepared = await item.prepare?.(row, { now, reader: this.#store, calls: this.#workplace.outside });
      const ran = await this.#workplace.transact(async (tx, calls) => {
        const rows = tx.in(due, partitionScope);
        const still = await rows.get(row.id);
        // Meanwhile another node may have done the item, or the item may have been moved or changed.
        if (still?.at !== row.at || still.kind !== row.kind || still.ref !== row.ref) return false;
        await rows.delete(row.id);
        await item.handle(still, { now, calls, tx }, prepared);
        return true;
      });
      this.#failures.delete(row.id);
      return ran;
    } catch (error) {
      const times = (this.#failures.get(row.id)?.times ?? 0) + 1;
      const rest = Math.min(firstRest * 2 ** (times - 1), restMax) as typeof restMax;
      this.#failures.set(row.id, { times, notBefore: later(this.#clock.wallNow(), rest) });
      this.#failed(row, error);
      return false;
    }
  }
}
