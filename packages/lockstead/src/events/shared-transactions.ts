/**
 * For small writes that must be on disk before a caller is answered, and that do not depend on other records. Those of one turn of the event
 * loop share one
 * transaction. With a transaction for each, a read would cost as much as a write.
 */
import type { Timers } from '#kernel/timers';
import type { Store, Transaction } from '#store/port';
import { isStoreFailure } from '#store/unavailable';

/** May run again after a lost race, as any transaction's work. It must not fail because of what others in the same turn did. */
export type SharedWork = (tx: Transaction) => Promise<void>;

interface Waiting {
  readonly work: SharedWork;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** One transaction holds the store no longer than this many pieces of work take. */
const piecesMax = 256;

export class SharedTransactions {
  readonly #store: Store;
  readonly #timers: Timers;
  #waiting: Waiting[] = [];

  constructor(store: Store, timers: Timers) {
    this.#store = store;
    this.#timers = timers;
  }

  /** Resolves when it is on disk. */
  run(work: SharedWork): Promise<void> {
    return new Promise((done, failed) => {
      if (this.#waiting.length === 0) this.#timers.soon(() => this.#commit());
      this.#waiting.push({ work, done, failed });
    });
  }

  #commit(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let first = 0; first < waiting.length; first += piecesMax) {
      void this.#transact(waiting.slice(first, first + piecesMax));
    }
  }

  async #transact(pieces: readonly Waiting[]): Promise<void> {
    try {
      await this.#store.transact(async (tx) => {
        for (const { work } of pieces) await work(tx);
      });
      for (const { done } of pieces) done();
    } catch (error) {
      // If the store is away, all fail. Otherwise one of them failed, and the others must not fail with it.
      if (pieces.length === 1 || isStoreFailure(error)) for (const { failed } of pieces) failed(error);
      else for (const piece of pieces) await this.#transact([piece]);
    }
  }
}
