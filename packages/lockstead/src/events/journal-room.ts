/** Keeps a journal within its number of entries while it is appended to. */
import type { Store } from '#store/port';
import { eventLimits } from './limits.ts';

export class JournalRoom {
  readonly #store: Store;
  readonly #journal: string;
  readonly #entriesMax: number;
  readonly #failed: (error: unknown) => void;
  /** Entries appended since they were last counted, including those of transactions that were rolled back. */
  #appended = 0;
  #lookAfter: number = eventLimits.trimEveryAppends;
  #making: Promise<void> | undefined;

  constructor(store: Store, journal: string, entriesMax: number, failed: (error: unknown) => void) {
    this.#store = store;
    this.#journal = journal;
    this.#entriesMax = entriesMax;
    this.#failed = failed;
  }

  get entriesMax(): number {
    return this.#entriesMax;
  }

  appended(): void {
    this.#appended += 1;
    if (this.#appended >= this.#lookAfter) this.#make();
  }

  /** Resolves when the room that is being made is made. */
  async settled(): Promise<void> {
    await this.#making;
  }

  /**
   * It runs in a transaction of its own. So no request waits for it, a failed request does not undo it, and where nodes share a database the
   * counting does
   * not make a request's transaction start again.
   */
  #make(): void {
    this.#making ??= this.#dropExcess()
      .catch(this.#failed)
      .finally(() => {
        this.#making = undefined;
      });
  }

  async #dropExcess(): Promise<void> {
    const { trimEveryAppends, dropBatchMax, overshootShare } = eventLimits;
    // Far below the limit, counting is useless, and it is expensive where nodes share a database.
    const most = Math.max(trimEveryAppends, this.#entriesMax / overshootShare);
    while (this.#appended >= this.#lookAfter) {
      const limit = Math.min(2 * this.#appended, dropBatchMax);
      this.#appended = 0;
      const bounds = { entriesMax: this.#entriesMax, limit };
      const dropped = await this.#store.transact((tx) => tx.trim(this.#journal, bounds));
      this.#lookAfter = dropped > 0 ? trimEveryAppends : Math.min(2 * this.#lookAfter, most);
      if (dropped >= limit) this.#appended = Math.max(this.#appended, this.#lookAfter);
    }
  }
}
