/**
 * The API events of each account and region, in CloudTrail's record format: appended with the write they describe, or in short batches
 * for reads. Found by the attributes that LookupEvents knows.
 */
import type { Instant } from '#kernel/clock';
import type { Timers } from '#kernel/timers';
import type { JournalEntry, JournalPage, JournalQuery, Reader, Store, Transaction } from '#store/port';
import type { Scope } from '#store/scope';

export const eventJournal = 'cloudtrail.event';

export interface LoggedEvent {
  readonly scope: Scope;
  /** `eventID` of the record. */
  readonly id: string;
  readonly at: Instant;
  /** LookupEvents' attributes: `EventName=CreateUser`. */
  readonly labels: readonly string[];
  /** The record, as JSON text. */
  readonly body: string;
}

/** A read's event waits at most this long; a kill -9 may lose that much, and nothing else. */
const flushMs = 200;
const batchMax = 256;
/** More than this waiting makes requests wait too, so that a flood of reads cannot fill memory. */
const waitingMax = 10_000;

export class EventLog {
  readonly #store: Store;
  readonly #timers: Timers;
  #waiting: LoggedEvent[] = [];
  #armed = false;
  #flushing: Promise<void> = Promise.resolve();

  constructor(store: Store, timers: Timers) {
    this.#store = store;
    this.#timers = timers;
  }

  /** In the transaction of what it describes. */
  async append(tx: Transaction, event: LoggedEvent): Promise<void> {
    await tx.append(eventJournal, event.scope, entryOf(event));
  }

  /** Durable when it resolves; for what has no transaction of its own. */
  async appendNow(event: LoggedEvent): Promise<void> {
    await this.#store.transact((tx) => this.append(tx, event));
  }

  /** Within a second; resolves at once unless too much is waiting. */
  async appendSoon(event: LoggedEvent): Promise<void> {
    this.#waiting.push(event);
    if (this.#waiting.length >= waitingMax) return await this.flush();
    if (this.#waiting.length >= batchMax) {
      void this.flush();
    } else if (!this.#armed) {
      this.#armed = true;
      this.#timers.after(flushMs, () => {
        this.#armed = false;
        void this.flush();
      });
    }
  }

  /** Writes what is waiting; what reads the log calls this first, so that it sees every event at once. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#drain());
    return this.#flushing;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, batchMax);
      await this.#store.transact(async (tx) => {
        for (const event of batch) await this.append(tx, event);
      });
      this.#waiting = this.#waiting.slice(batch.length);
    }
  }

  async lookup(reader: Reader, scope: Scope, query: JournalQuery): Promise<JournalPage> {
    await this.flush();
    return await reader.journal(eventJournal, scope, query);
  }
}

function entryOf({ id, at, labels, body }: LoggedEvent): JournalEntry {
  return { id, at, labels, body };
}
