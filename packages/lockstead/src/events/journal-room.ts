/** Keeps a journal within its number of entries while it is appended to. */
import type { Store } from '#store/port';
import { eventLimits } from './limits.ts';

export class JournalRoom {
  readonly #store: Store;
  readonly #journal: string;
  readonly #entriesMax: number;
  readonly #failed: (error: unknown) => void;
  /** Since the last look at how many there are; also by transactions that came to nothing. */
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
   * In a transaction of its own: nobody's request waits for it, nobody's failure takes it back, and where nodes share a database a count of
   * what all append to does not make a request begin again.
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
    // Far from the limit a look tells nothing, and is dear where nodes share a database.
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
