/**
 * Carries the change feed to its subscribers. Each has a cursor that moves in the transaction of its own writes: a crash loses
 * nothing and does nothing twice, and at the start everybody catches up. One that fails rests and is tried again with the same
 * changes; the others go on. Changes that all have had are forgotten.
 *
 * A reset begins a new epoch. What happened before it, and the removal of everything that is its own doing, is nobody's news any more:
 * each subscriber, its own records gone with the rest, begins with the first change after it, as at a first start.
 */
import { InvariantBroken } from '#kernel/invariant';
import type { Timers } from '#kernel/timers';
import type { Collection, Reader, Seq, Store, Transaction } from '#store/port';
import { partitionScope } from '#store/scope';
import type { Subscriber } from './subscriber.ts';

interface Cursor {
  readonly name: string;
  readonly seq: Seq;
  readonly epoch: number;
}

const cursors: Collection<Cursor> = {
  name: 'events.cursor',
  level: 'partition',
  id: (cursor) => cursor.name,
  feed: false,
};

interface Epoch {
  readonly id: 'epoch';
  /** How many resets there have been. */
  readonly number: number;
}

/** In the feed, so that its place there is where the epoch begins. */
const epochs: Collection<Epoch> = {
  name: 'events.epoch',
  level: 'partition',
  id: (row) => row.id,
};

/** Removes everything, and begins a new epoch: what follows in the transaction is what subscribers hear of next. */
export async function beginAgain(tx: Transaction): Promise<void> {
  const number = (await epochOf(tx)) + 1;
  await tx.clear();
  await tx.in(epochs, partitionScope).insert({ id: 'epoch', number });
}

async function epochOf(reader: Reader): Promise<number> {
  return (await reader.in(epochs, partitionScope).get('epoch'))?.number ?? 0;
}

const batchMax = 100;
const searchMax = 1000;
const firstRestMs = 100;
const restMsMax = 60_000;
/** A change stays at least so long after all have had it: other nodes' caches learn of it from the feed too. */
const sweepMs = 30_000;

export interface BusOptions {
  readonly store: Store;
  readonly timers: Timers;
  readonly subscribers: readonly Subscriber[];
  /** Hears of each batch that failed. */
  readonly failed?: (subscriber: string, error: unknown) => void;
}

export class Bus {
  readonly #store: Store;
  readonly #timers: Timers;
  readonly #deliveries: readonly Delivery[];
  #stops: readonly (() => void)[] = [];
  #sweepable: Seq = 0;

  constructor(options: BusOptions) {
    const { store, timers, subscribers, failed = () => undefined } = options;
    const names = new Set(subscribers.map(({ name }) => name));
    if (names.size < subscribers.length) throw new InvariantBroken('two subscribers share a name, and so a cursor');
    this.#store = store;
    this.#timers = timers;
    this.#deliveries = subscribers.map((subscriber) => new Delivery(store, timers, subscriber, failed));
  }

  /** Everybody catches up from its cursor, then follows each commit. */
  start(): void {
    this.#stops = [
      this.#store.onCommit(() => this.#wakeAll()),
      this.#timers.every(sweepMs, () => void this.sweep().catch(() => undefined)),
    ];
    this.#wakeAll();
  }

  /** Resolves when each subscriber has had all there is, what came of it included, or rests after a failure. */
  async drain(): Promise<void> {
    let moved: boolean;
    do {
      moved = false;
      for (const delivery of this.#deliveries) moved = (await delivery.run()) || moved;
    } while (moved);
  }

  /** Forgets what everybody had by the time of the sweep before. */
  async sweep(): Promise<void> {
    const through = this.#sweepable;
    let least = await this.#store.head();
    for (const delivery of this.#deliveries) least = Math.min(least, delivery.had);
    this.#sweepable = least;
    if (through > 0) await this.#store.forget(through);
  }

  /** How many changes each has still to get, at most; for metrics. */
  async lag(): Promise<ReadonlyMap<string, number>> {
    const head = await this.#store.head();
    return new Map(this.#deliveries.map(({ name, had }) => [name, Math.max(0, head - had)]));
  }

  /** Lets the batches under way end, and delivers no more. */
  async stop(): Promise<void> {
    for (const stop of this.#stops) stop();
    await Promise.all(this.#deliveries.map((delivery) => delivery.stop()));
  }

  #wakeAll(): void {
    for (const delivery of this.#deliveries) delivery.wake();
  }
}

/** One subscriber's way through the feed. */
class Delivery {
  readonly #store: Store;
  readonly #timers: Timers;
  readonly #subscriber: Subscriber;
  readonly #failed: (subscriber: string, error: unknown) => void;
  /** Up to here it has had everything, as far as this process knows. */
  had: Seq = 0;
  #woken = false;
  #failures = 0;
  #resting: (() => void) | undefined;
  #stopped = false;
  #running: Promise<boolean> | undefined;

  constructor(
    store: Store,
    timers: Timers,
    subscriber: Subscriber,
    failed: (subscriber: string, error: unknown) => void,
  ) {
    this.#store = store;
    this.#timers = timers;
    this.#subscriber = subscriber;
    this.#failed = failed;
  }

  get name(): string {
    return this.#subscriber.name;
  }

  wake(): void {
    if (this.#woken || this.#stopped) return;
    this.#woken = true;
    this.#timers.soon(() => void this.run());
  }

  /** Until nothing is left or a batch fails. True where anything was delivered. Never rejects. */
  async run(): Promise<boolean> {
    // A run under way may have looked for the last time already: what came since is for another.
    await this.#running;
    this.#running ??= this.#deliver().finally(() => {
      this.#running = undefined;
    });
    return await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#resting?.();
    await this.#running;
  }

  async #deliver(): Promise<boolean> {
    this.#woken = false;
    let delivered = false;
    try {
      while (!this.#stopped && this.#resting === undefined && (await this.#batch())) delivered = true;
    } catch (error) {
      this.#failures += 1;
      this.#rest();
      this.#failed(this.name, error);
    }
    return delivered;
  }

  /** False where nothing was left. */
  async #batch(): Promise<boolean> {
    const head = await this.#store.head();
    const epoch = await epochOf(this.#store);
    const cursor = await this.#cursor(this.#store, epoch);
    const from = cursor ?? (await this.#beginning(epoch));
    // After a failure one by one, so that all before the change that fails go through.
    const batch = await this.#store.changes(from, this.#failures > 0 ? 1 : batchMax);
    const last = batch.at(-1);
    if (last === undefined) {
      this.had = Math.max(head, from);
      return false;
    }
    await this.#store.transact(async (tx) => {
      // Another node may have delivered this batch, or all begun again: then this one is done.
      if ((await epochOf(tx)) !== epoch || (await this.#cursor(tx, epoch)) !== cursor) return;
      await this.#subscriber.handle(batch, tx);
      await tx.in(cursors, partitionScope).put({ name: this.name, seq: last.seq, epoch });
    });
    this.had = Math.max(this.had, last.seq);
    this.#failures = 0;
    return true;
  }

  async #cursor(reader: Reader, epoch: number): Promise<Seq | undefined> {
    const cursor = await reader.in(cursors, partitionScope).get(this.name);
    return cursor?.epoch === epoch ? cursor.seq : undefined;
  }

  /** Where one begins that has had nothing in this epoch. Where the feed has forgotten how it began, all that is kept belongs to it. */
  async #beginning(epoch: number): Promise<Seq> {
    let from: Seq = 0;
    if (epoch === 0) return from;
    for (;;) {
      const changes = await this.#store.changes(from, searchMax);
      const mark = changes.find(({ collection, after }) => collection === epochs.name && isEpoch(after, epoch));
      if (mark !== undefined) return mark.seq;
      if (changes.length < searchMax) return 0;
      from = changes.at(-1)?.seq ?? from;
    }
  }

  #rest(): void {
    const ms = Math.min(firstRestMs * 2 ** (this.#failures - 1), restMsMax);
    const cancel = this.#timers.after(ms, () => {
      this.#resting = undefined;
      this.wake();
    });
    this.#resting = () => {
      cancel();
      this.#resting = undefined;
    };
  }
}

function isEpoch(record: unknown, number: number): boolean {
  return (record as Epoch | undefined)?.number === number;
}
