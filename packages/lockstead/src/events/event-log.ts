/**
 * The API events of each account and region, in CloudTrail's record format: appended with the write they describe, or in short batches
 * for reads. Found by the attributes that LookupEvents knows.
 */
import { type Instant, instant } from '#kernel/clock';
import type { Timers } from '#kernel/timers';
import type { JournalEntry, JournalPage, JournalQuery, Reader, Store, Transaction } from '#store/port';
import type { Scope } from '#store/scope';
import { timeOfEventId } from './event-id.ts';
import { eventLimits } from './limits.ts';
import { SharedTransactions } from './shared-transactions.ts';

export const eventJournal = 'cloudtrail.event';

export interface LoggedEvent {
  readonly scope: Scope;
  /** `eventID` of the record, made by `newEventId` of `at`. */
  readonly id: string;
  readonly at: Instant;
  /** LookupEvents' attributes, made by `eventLabel`. */
  readonly labels: readonly string[];
  /** The record, as JSON text. */
  readonly body: string;
}

const labelLengthMax = 2048;
const idLabel = 'EventId=';

/** `EventName=CreateUser`. A value can come from a request: no line break and no length of it harms the journal. */
export function eventLabel(attribute: string, value: string): string {
  if (value.length <= labelLengthMax && !value.includes('\n')) return `${attribute}=${value}`;
  return `${attribute}=${value.slice(0, labelLengthMax).replaceAll('\n', ' ')}`;
}

/** A read's event waits at most this long; a kill -9 may lose that much, and nothing else. */
const flushMs = 200;
const batchMax = 512;
/** More than this waiting makes requests wait too, so that a flood of reads cannot fill memory. */
const waitingMax = 10_000;

export interface EventLogOptions {
  /** Hears of a batch that could not be written; it stays, and is tried again. */
  readonly failed?: (error: unknown) => void;
  readonly entriesMax?: number;
  readonly lookedAtMax?: number;
}

export class EventLog {
  readonly #store: Store;
  readonly #timers: Timers;
  readonly #failed: (error: unknown) => void;
  readonly #entriesMax: number;
  readonly #durable: SharedTransactions;
  readonly #lookedAtMax: number;
  #waiting: LoggedEvent[] = [];
  #armed = false;
  #flushing: Promise<void> = Promise.resolve();
  /** Since the last look at how many there are; also by transactions that came to nothing. */
  #appended = 0;
  #lookAfter: number = eventLimits.trimEveryAppends;
  #makingRoom: Promise<void> | undefined;

  constructor(store: Store, timers: Timers, options: EventLogOptions = {}) {
    this.#store = store;
    this.#timers = timers;
    this.#durable = new SharedTransactions(store, timers);
    this.#failed = options.failed ?? (() => undefined);
    this.#entriesMax = options.entriesMax ?? eventLimits.historyEntriesMax;
    this.#lookedAtMax = options.lookedAtMax ?? eventLimits.lookedAtMax;
  }

  /** In the transaction of what it describes. */
  async append(tx: Transaction, event: LoggedEvent): Promise<void> {
    await tx.append(eventJournal, event.scope, entryOf(event));
    this.#appended += 1;
    if (this.#appended >= this.#lookAfter) this.#makeRoom();
  }

  /**
   * In a transaction of its own: nobody's request waits for it, nobody's failure takes it back, and where nodes share a database a count of
   * what all append to does not make a request begin again.
   */
  #makeRoom(): void {
    this.#makingRoom ??= this.#dropExcess()
      .catch(this.#failed)
      .finally(() => {
        this.#makingRoom = undefined;
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
      const dropped = await this.#store.transact((tx) => tx.trim(eventJournal, bounds));
      this.#lookAfter = dropped > 0 ? trimEveryAppends : Math.min(2 * this.#lookAfter, most);
      if (dropped >= limit) this.#appended = Math.max(this.#appended, this.#lookAfter);
    }
  }

  /** On disk when it resolves. What is appended so in one turn of the event loop is one transaction, not one each. */
  appendNow(...events: readonly LoggedEvent[]): Promise<void> {
    return this.#durable.run(async (tx) => {
      for (const event of events) await this.append(tx, event);
    });
  }

  /** Within a second; there is something to wait for only when too much is waiting. */
  appendSoon(...events: readonly LoggedEvent[]): Promise<void> | undefined {
    const before = this.#waiting.length;
    const now = this.#waiting.push(...events);
    if (now >= waitingMax) return this.flush();
    if (Math.floor(now / batchMax) > Math.floor(before / batchMax)) this.#flushInBackground();
    else this.#flushSoon();
    return undefined;
  }

  /** Writes what is waiting; what reads the log calls this first, so that it sees every event at once. */
  flush(): Promise<void> {
    const run = this.#flushing.then(() => this.#drain());
    // A batch that failed must not fail those after it.
    this.#flushing = run.catch(() => undefined);
    return run;
  }

  /** Forgets what is not written yet: the state is another. */
  clear(): void {
    this.#waiting = [];
  }

  #flushSoon(): void {
    if (this.#armed) return;
    this.#armed = true;
    this.#timers.after(flushMs, () => {
      this.#armed = false;
      this.#flushInBackground();
    });
  }

  #flushInBackground(): void {
    this.flush().catch((error: unknown) => {
      this.#failed(error);
      this.#flushSoon();
    });
  }

  /** What waits now. What comes meanwhile waits for the next flush: a steady stream would keep this one going, commit after small commit. */
  async #drain(): Promise<void> {
    let left = this.#waiting.length;
    while (left > 0 && this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, Math.min(left, batchMax));
      left -= batch.length;
      await this.#store.transact(async (tx) => {
        for (const event of batch) await this.append(tx, event);
      });
      // Unless they have been cleared meanwhile.
      if (this.#waiting[0] === batch[0]) this.#waiting = this.#waiting.slice(batch.length);
    }
    await this.#makingRoom;
  }

  /**
   * Newest first, and nothing that is past its time at `now`, whether or not it has been dropped yet. An event is found by its id at once;
   * a search by another attribute looks at so many events and says where it goes on.
   */
  async lookup(reader: Reader, scope: Scope, query: JournalQuery, now: Instant): Promise<JournalPage> {
    await this.flush();
    const kept = oldestKept(now);
    const from = query.from === undefined || query.from < kept ? kept : query.from;
    const narrowed = within({ ...query, from }, query.label === undefined ? undefined : timeOfLabel(query.label));
    if (narrowed === undefined) return { entries: [] };
    return await reader.journal(eventJournal, scope, { lookedAtMax: this.#lookedAtMax, ...narrowed });
  }

  /** Drops what is past its time, and what is beyond the limit: one batch. True where there may be more. */
  async trim(tx: Transaction, now: Instant): Promise<boolean> {
    const limit = eventLimits.trimBatch;
    const bounds = { olderThan: oldestKept(now), entriesMax: this.#entriesMax, limit };
    return (await tx.trim(eventJournal, bounds)) >= limit;
  }
}

/** Of an event's own id, when it was. */
function timeOfLabel(label: string): Instant | undefined {
  return label.startsWith(idLabel) ? timeOfEventId(label.slice(idLabel.length)) : undefined;
}

/** The query for this moment alone; `undefined` where that is outside of what it asks for. */
function within(query: JournalQuery, at: Instant | undefined): JournalQuery | undefined {
  if (at === undefined) return query;
  const { from = at, to = at } = query;
  return from <= at && at <= to ? { ...query, from: at, to: at } : undefined;
}

function oldestKept(now: Instant): Instant {
  return instant(now - eventLimits.historyKeptFor);
}

function entryOf({ id, at, labels, body }: LoggedEvent): JournalEntry {
  return { id, at, labels, body };
}
