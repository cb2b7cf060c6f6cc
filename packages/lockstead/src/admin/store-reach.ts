/**
 * Whether the store can be reached, found out by asking it. Anybody may ask for the health, so the store is asked once a second at most, and
 * to write only after a write has failed: a disk that is full can still be read.
 */
import type { Timers } from '#kernel/timers';
import type { Collection, Store } from '#store/port';
import { partitionScope } from '#store/scope';

interface Probe {
  readonly id: 'probe';
}

const probes: Collection<Probe> = { name: 'admin.probe', level: 'partition', id: ({ id }) => id, feed: false };

const believedMs = 1000;
/** Who asks for the health wants to know now. A store that takes longer is as good as away. */
const patienceMs = 2000;

export class StoreReach {
  readonly #store: Store;
  readonly #timers: Timers;
  #hasFailed = false;
  #isReached = true;
  #askedMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<boolean> | undefined;

  constructor(store: Store, timers: Timers) {
    this.#store = store;
    this.#timers = timers;
  }

  /** Something could not be read or written. */
  failed(): void {
    this.#hasFailed = true;
    this.#askedMs = Number.NEGATIVE_INFINITY;
  }

  async isReached(): Promise<boolean> {
    if (this.#timers.monotonicMs() - this.#askedMs < believedMs) return this.#isReached;
    // One that has not answered yet is not asked a second time.
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return await this.#inTime(this.#asking);
  }

  async #ask(): Promise<boolean> {
    const isToBeWritten = this.#hasFailed;
    this.#hasFailed = false;
    try {
      await this.#store.in(probes, partitionScope).get('probe');
      if (isToBeWritten) await this.#store.transact((tx) => tx.in(probes, partitionScope).put({ id: 'probe' }));
      this.#isReached = true;
    } catch {
      this.#hasFailed = true;
      this.#isReached = false;
    }
    this.#askedMs = this.#timers.monotonicMs();
    return this.#isReached;
  }

  #inTime(asking: Promise<boolean>): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.#timers.after(patienceMs, () => resolve(false));
      void asking.then((isReached) => {
        cancel();
        resolve(isReached);
      });
    });
  }
}
