/**
 * Carries the two feeds to their subscribers: changes of records as they are committed, and journals as they are appended to. Each has a cursor
 * that moves in the transaction of its own writes: a crash loses nothing and does nothing twice, and at the start everybody catches up.
 * Changes that all have had are forgotten; journals forget by their own bounds, whoever has read them.
 */
import { InvariantBroken } from '#kernel/invariant';
import type { Timers } from '#kernel/timers';
import type { Change, FollowedEntry, Seq, Store } from '#store/port';
import { Delivery, type Source } from './delivery.ts';
import { beginningOf } from './epoch.ts';
import { type EventLog, journalOf } from './event-log.ts';
import type { JournalSubscriber, Subscriber } from './subscriber.ts';

/** A change is kept at least so long after all subscribers have had it, because the caches of other nodes read the feed too. */
const sweepMs = 30_000;
/** There is no signal when a journal grows, so it is looked at this often. */
const lookMs = 1000;

export interface BusOptions {
  readonly store: Store;
  readonly timers: Timers;
  readonly subscribers: readonly Subscriber[];
  /** What they read is flushed first, so that they see every event at once. */
  readonly journals?: { readonly events: EventLog; readonly subscribers: readonly JournalSubscriber[] };
  /** Hears of each batch that failed. */
  readonly failed?: (subscriber: string, error: unknown) => void;
}

export class Bus {
  readonly #store: Store;
  readonly #timers: Timers;
  readonly #ofChanges: readonly Delivery<Change>[];
  readonly #ofJournals: readonly Delivery<FollowedEntry>[];
  #stops: readonly (() => void)[] = [];
  #sweepable: Seq = 0;

  constructor(options: BusOptions) {
    const { store, timers, subscribers, journals, failed = () => undefined } = options;
    const followers = journals?.subscribers ?? [];
    const names = new Set([...subscribers, ...followers].map(({ name }) => name));
    if (names.size < subscribers.length + followers.length) {
      throw new InvariantBroken('two subscribers share a name, and so a cursor');
    }
    this.#store = store;
    this.#timers = timers;
    const source = changesOf(store);
    this.#ofChanges = subscribers.map((recipient) => new Delivery({ store, timers, source, recipient, failed }));
    this.#ofJournals = followers.map((recipient) => {
      const followed = journalSource(store, recipient, journals?.events);
      return new Delivery({ store, timers, source: followed, recipient, failed });
    });
  }

  /** Everybody catches up from its cursor, then follows each commit. */
  start(): void {
    this.#stops = [
      this.#store.onCommit(() => wake(this.#ofChanges)),
      this.#timers.every(sweepMs, () => void this.sweep().catch(() => undefined)),
      ...(this.#ofJournals.length === 0 ? [] : [this.#timers.every(lookMs, () => wake(this.#ofJournals))]),
    ];
    wake(this.#ofChanges);
    wake(this.#ofJournals);
  }

  /** Resolves when each subscriber has had everything, including what its own work caused, or rests after a failure. */
  async drain(): Promise<void> {
    let moved: boolean;
    do {
      moved = false;
      for (const delivery of [...this.#ofChanges, ...this.#ofJournals]) moved = (await delivery.run()) || moved;
    } while (moved);
  }

  /** Forgets what everybody had by the time of the sweep before. */
  async sweep(): Promise<void> {
    const through = this.#sweepable;
    let least = await this.#store.head();
    for (const delivery of this.#ofChanges) least = Math.min(least, delivery.had);
    this.#sweepable = least;
    if (through > 0) await this.#store.forget(through);
  }

  /** How many changes, or entries of journals, each has still to get, at most; for metrics. */
  async lag(): Promise<ReadonlyMap<string, number>> {
    const [head, end] = [await this.#store.head(), await this.#store.journalEnd()];
    const behind = (deliveries: readonly Pick<Delivery<unknown>, 'name' | 'had'>[], newest: Seq): [string, number][] =>
      deliveries.map(({ name, had }) => [name, Math.max(0, newest - had)]);
    return new Map([...behind(this.#ofChanges, head), ...behind(this.#ofJournals, end)]);
  }

  /** Lets the batches under way end, and delivers no more. */
  async stop(): Promise<void> {
    for (const stop of this.#stops) stop();
    await Promise.all([...this.#ofChanges, ...this.#ofJournals].map((delivery) => delivery.stop()));
  }
}

function wake(deliveries: readonly { wake(): void }[]): void {
  for (const delivery of deliveries) delivery.wake();
}

function changesOf(store: Store): Source<Change> {
  return {
    head: () => store.head(),
    beginning: (epoch) => beginningOf(epoch, store),
    async read(after, limit) {
      const items = await store.changes(after, limit);
      return { items, through: items.at(-1)?.seq ?? after };
    },
  };
}

/** A reset empties the journals. So everything in them belongs to the present epoch, and a reader begins at their beginning. */
function journalSource(store: Store, { category }: JournalSubscriber, events?: EventLog): Source<FollowedEntry> {
  return {
    head: () => store.journalEnd(),
    beginning: async () => 0,
    async read(after, limit) {
      await events?.flush();
      const { entries, through } = await store.follow(journalOf[category], after, limit);
      return { items: entries, through };
    },
  };
}
