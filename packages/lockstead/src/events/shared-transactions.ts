/**
 * Small writes that must be on disk before somebody is answered, and that depend on nothing: those of one turn of the event loop share one
 * transaction. A transaction of its own for each would make a read as dear as a write.
 */
import type { Timers } from '#kernel/timers';
import type { Store, Transaction } from '#store/port';
import { isStoreFailure } from '#store/unavailable';

/** May run again after a lost race, as any transaction's work. It must not fail by what the others of its turn did. */
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
      // A store that is away is away for each; otherwise one failed, and the others must not fail with it.
      if (pieces.length === 1 || isStoreFailure(error)) for (const { failed } of pieces) failed(error);
      else for (const piece of pieces) await this.#transact([piece]);
    }
  }
}
