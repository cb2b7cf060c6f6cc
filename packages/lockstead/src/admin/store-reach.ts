/**
 * Whether the store can be read and written, found out by asking it. Anybody may ask for the health, so the store is asked once a second at
 * most, and to write only after a write has failed: a disk that is full can still be read.
 */
import { type Clock, type Instant, isoMillis } from '#kernel/clock';
import type { Timers } from '#kernel/timers';
import type { Collection, Store } from '#store/port';
import { partitionScope } from '#store/scope';

interface Probe {
  readonly id: 'probe';
}

const probes: Collection<Probe> = { name: 'admin.probe', level: 'partition', id: ({ id }) => id, feed: false };

const believedMs = 1000;
/** Somebody who asks for the health wants an answer now. A store that takes longer counts as away. */
const patienceMs = 2000;

export interface StoreTrouble {
  /** One sentence. */
  readonly reason: string;
  /** The first failure since the store was last known to work. */
  readonly since: string;
}

const away = 'The store cannot be reached.';
const unwritable = 'The store can be read, and not be written.';
const full = 'The disk is full: the store can be read, and not be written.';

export class StoreReach {
  readonly #store: Store;
  readonly #timers: Timers;
  readonly #clock: Pick<Clock, 'wallNow'>;
  #hasFailed = false;
  #reason: string | undefined;
  #since: Instant | undefined;
  #askedMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<StoreTrouble | undefined> | undefined;

  constructor(store: Store, timers: Timers, clock: Pick<Clock, 'wallNow'>) {
    this.#store = store;
    this.#timers = timers;
    this.#clock = clock;
  }

  /** Something could not be read or written. */
  failed(): void {
    this.#hasFailed = true;
    this.#since ??= this.#clock.wallNow();
    this.#askedMs = Number.NEGATIVE_INFINITY;
  }

  /** `undefined`: all is well. */
  async trouble(): Promise<StoreTrouble | undefined> {
    if (this.#timers.monotonicMs() - this.#askedMs < believedMs) return this.#trouble();
    // While a question has no answer yet, the store is not asked again.
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    return await this.#inTime(this.#asking);
  }

  async #ask(): Promise<StoreTrouble | undefined> {
    const isToBeWritten = this.#hasFailed;
    this.#hasFailed = false;
    let reason = away;
    try {
      await this.#store.in(probes, partitionScope).get('probe');
      reason = unwritable;
      if (isToBeWritten) await this.#store.transact((tx) => tx.in(probes, partitionScope).put({ id: 'probe' }));
      this.#reason = undefined;
      // Another write may have failed meanwhile. The next question tries to write.
      if (!this.#hasFailed) this.#since = undefined;
    } catch (error) {
      this.#reason = reason === unwritable && isDiskFull(error) ? full : reason;
      this.failed();
    }
    this.#askedMs = this.#timers.monotonicMs();
    return this.#trouble();
  }

  #trouble(): StoreTrouble | undefined {
    return this.#reason === undefined ? undefined : this.#told(this.#reason);
  }

  #told(reason: string): StoreTrouble {
    this.#since ??= this.#clock.wallNow();
    return { reason, since: isoMillis(this.#since) };
  }

  #inTime(asking: Promise<StoreTrouble | undefined>): Promise<StoreTrouble | undefined> {
    return new Promise((resolve) => {
      const cancel = this.#timers.after(patienceMs, () => resolve(this.#told(away)));
      void asking.then((trouble) => {
        cancel();
        resolve(trouble);
      });
    });
  }
}

const causesMax = 5;
/** SQLITE_FULL (https://www.sqlite.org/rescode.html); the system's own; PostgreSQL's disk_full. */
const fullCodes: ReadonlySet<unknown> = new Set([13, 'ENOSPC', 'EDQUOT', '53100']);

function isDiskFull(error: unknown): boolean {
  let at = error;
  for (let depth = 0; depth < causesMax && at instanceof Error; depth++) {
    const { code, errcode } = at as { readonly code?: unknown; readonly errcode?: unknown };
    if (fullCodes.has(code) || fullCodes.has(errcode)) return true;
    at = at.cause;
  }
  return false;
}
