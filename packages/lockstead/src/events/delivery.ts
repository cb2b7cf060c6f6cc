/** One subscriber's way through its feed. If it fails, it rests and is given the same batch again, while the others go on. */
import type { Timers } from '#kernel/timers';
import type { Seq, Store, Transaction } from '#store/port';
import { advance, progressOf } from './cursor.ts';

const batchMax = 100;
const firstRestMs = 100;
const restMsMax = 60_000;

/** What is delivered: changes of records, or the entries of a journal. */
export interface Source<Item> {
  /** The newest place up to which it can answer. */
  head(): Promise<Seq>;
  /** Where a subscriber begins that has had nothing in this epoch. */
  beginning(epoch: number): Promise<Seq>;
  /** What follows `after`, at most `limit` looked at, and the place up to which all was looked at: `after` itself where nothing follows. */
  read(after: Seq, limit: number): Promise<{ readonly items: readonly Item[]; readonly through: Seq }>;
}

export interface Recipient<Item> {
  /** Names its cursor: never change it. */
  readonly name: string;
  handle(batch: readonly Item[], tx: Transaction): Promise<void>;
}

export interface DeliveryParts<Item> {
  readonly store: Store;
  readonly timers: Timers;
  readonly source: Source<Item>;
  readonly recipient: Recipient<Item>;
  /** Hears of each batch that failed. */
  readonly failed: (name: string, error: unknown) => void;
}

export class Delivery<Item> {
  readonly #parts: DeliveryParts<Item>;
  /** Up to this place the subscriber has had everything, as far as this process knows. */
  had: Seq = 0;
  #woken = false;
  #failures = 0;
  #resting: (() => void) | undefined;
  #stopped = false;
  #running: Promise<boolean> | undefined;

  constructor(parts: DeliveryParts<Item>) {
    this.#parts = parts;
  }

  get name(): string {
    return this.#parts.recipient.name;
  }

  wake(): void {
    if (this.#woken || this.#stopped) return;
    this.#woken = true;
    this.#parts.timers.soon(() => void this.run());
  }

  /** Until nothing is left or a batch fails. True where anything was delivered. Never rejects. */
  async run(): Promise<boolean> {
    // A run under way may already have made its last look. Then another run must take what came since.
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
      this.#parts.failed(this.name, error);
    }
    return delivered;
  }

  /** False where nothing was left. */
  async #batch(): Promise<boolean> {
    const { store, source, recipient } = this.#parts;
    const head = await source.head();
    const before = await progressOf(this.name, store);
    const from = before.seq ?? (await source.beginning(before.epoch));
    // After a failure items are given one by one, so that those before the failing item succeed.
    const { items, through } = await source.read(from, this.#failures > 0 ? 1 : batchMax);
    if (through === from) {
      this.had = Math.max(head, from);
      return false;
    }
    await store.transact(async (tx) => {
      if (!(await advance(this.name, tx, before, through))) return;
      if (items.length > 0) await recipient.handle(items, tx);
    });
    this.had = Math.max(this.had, through);
    if (items.length > 0) this.#failures = 0;
    return true;
  }

  #rest(): void {
    const ms = Math.min(firstRestMs * 2 ** (this.#failures - 1), restMsMax);
    const cancel = this.#parts.timers.after(ms, () => {
      this.#resting = undefined;
      this.wake();
    });
    this.#resting = () => {
      cancel();
      this.#resting = undefined;
    };
  }
}
