/**
 * The events of each account and region, in CloudTrail's record format: appended with the write they describe, or in short batches for reads.
 * Each category has a journal of its own with its own bound, so that many data events do not push out management events. Management events
 * are the event history, found by the attributes that LookupEvents knows.
 */
import { type Instant, instant } from '#kernel/clock';
import type { Timers } from '#kernel/timers';
import type {
  JournalEntry,
  JournalPage,
  JournalQuery,
  JournalStretch,
  Reader,
  Seq,
  Store,
  Transaction,
} from '#store/port';
import type { Scope } from '#store/scope';
import { timeOfEventId } from './event-id.ts';
import { JournalRoom } from './journal-room.ts';
import { eventLimits } from './limits.ts';
import { SharedTransactions } from './shared-transactions.ts';

/** As CloudTrail divides them. */
export type EventCategory = 'Management' | 'Data' | 'Insight';

export const eventJournal = 'cloudtrail.event';

/** In which journal the events of each category are. */
export const journalOf: Readonly<Record<EventCategory, string>> = {
  Management: eventJournal,
  Data: 'cloudtrail.dataEvent',
  Insight: 'cloudtrail.insightEvent',
};

export interface LoggedEvent {
  /** `Management` where absent. */
  readonly category?: EventCategory;
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

/** `EventName=CreateUser`. A value can come from a request. Line breaks and great lengths in it do no harm to the journal. */
export function eventLabel(attribute: string, value: string): string {
  if (value.length <= labelLengthMax && !value.includes('\n')) return `${attribute}=${value}`;
  return `${attribute}=${value.slice(0, labelLengthMax).replaceAll('\n', ' ')}`;
}

/** The event of a read waits at most this long before it is written. A kill -9 may lose the events that wait, and nothing else. */
const flushMs = 200;
const batchMax = 512;
/** More than this waiting makes requests wait too, so that a flood of reads cannot fill memory. */
const waitingMax = 10_000;

export interface EventLogOptions {
  /** Hears of a batch that could not be written; it stays, and is tried again. */
  readonly failed?: (error: unknown) => void;
  readonly entriesMax?: number;
  readonly dataEntriesMax?: number;
  readonly lookedAtMax?: number;
}

export class EventLog {
  readonly #store: Store;
  readonly #timers: Timers;
  readonly #failed: (error: unknown) => void;
  readonly #rooms: Readonly<Record<EventCategory, JournalRoom>>;
  readonly #durable: SharedTransactions;
  readonly #lookedAtMax: number;
  #waiting: LoggedEvent[] = [];
  #armed = false;
  #flushing: Promise<void> = Promise.resolve();

  constructor(store: Store, timers: Timers, options: EventLogOptions = {}) {
    this.#store = store;
    this.#timers = timers;
    this.#durable = new SharedTransactions(store, timers);
    this.#failed = options.failed ?? (() => undefined);
    const room = (category: EventCategory, entriesMax: number): JournalRoom =>
      new JournalRoom(store, journalOf[category], entriesMax, this.#failed);
    this.#rooms = {
      Management: room('Management', options.entriesMax ?? eventLimits.historyEntriesMax),
      Data: room('Data', options.dataEntriesMax ?? eventLimits.dataEntriesMax),
      Insight: room('Insight', eventLimits.insightEntriesMax),
    };
    this.#lookedAtMax = options.lookedAtMax ?? eventLimits.lookedAtMax;
  }

  /** In the transaction of what it describes. */
  async append(tx: Transaction, event: LoggedEvent): Promise<void> {
    const category = event.category ?? 'Management';
    await tx.append(journalOf[category], event.scope, entryOf(event));
    this.#rooms[category].appended();
  }

  /** The event is on disk when it resolves. All events that are appended in one turn of the event loop share one transaction. */
  appendNow(...events: readonly LoggedEvent[]): Promise<void> {
    // A data event that no trail asks for is not made. A transaction for nothing would cost as much as one for many.
    if (events.length === 0) return Promise.resolve();
    return this.#durable.run(async (tx) => {
      for (const event of events) await this.append(tx, event);
    });
  }

  /** Written within a second. The caller waits only when too many events wait. */
  appendSoon(...events: readonly LoggedEvent[]): Promise<void> | undefined {
    const before = this.#waiting.length;
    const now = this.#waiting.push(...events);
    if (now >= waitingMax) return this.flush();
    if (Math.floor(now / batchMax) > Math.floor(before / batchMax)) this.#flushInBackground();
    else this.#flushSoon();
    return undefined;
  }

  /** Writes the events that wait. Readers of the log call it first, so that they see every event. */
  flush(): Promise<void> {
    const run = this.#flushing.then(() => this.#drain());
    // A batch that failed must not fail those after it.
    this.#flushing = run.catch(() => undefined);
    return run;
  }

  /** Forgets what is not written yet, because all state was replaced. */
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

  /**
   * Writes the events that wait now. Events that come meanwhile are left for the next flush; otherwise a steady stream would keep this one
   * going with many small commits.
   */
  async #drain(): Promise<void> {
    let left = this.#waiting.length;
    while (left > 0 && this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, Math.min(left, batchMax));
      left -= batch.length;
      await this.#store.transact(async (tx) => {
        for (const event of batch) await this.append(tx, event);
      });
      // These are written, so they leave the queue; unless a reset has emptied it meanwhile.
      if (this.#waiting[0] === batch[0]) this.#waiting = this.#waiting.slice(batch.length);
    }
    for (const room of Object.values(this.#rooms)) await room.settled();
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

  /**
   * What was appended after a place, in the order of the commits, of all accounts and regions. A reader of its own pace keeps its place with
   * cursor.ts.
   */
  async follow(category: EventCategory, after: Seq, limit: number): Promise<JournalStretch> {
    await this.flush();
    return await this.#store.follow(journalOf[category], after, limit);
  }

  /** The place where a reader begins that wants only new events. */
  async end(): Promise<Seq> {
    await this.flush();
    return await this.#store.journalEnd();
  }

  /** Drops what is past its time, and what is beyond the limit: one batch of each category. True where there may be more. */
  async trim(tx: Transaction, now: Instant): Promise<boolean> {
    const limit = eventLimits.trimBatch;
    let isMore = false;
    for (const [category, { entriesMax }] of Object.entries(this.#rooms) as [EventCategory, JournalRoom][]) {
      const bounds = { olderThan: oldestKept(now, category), entriesMax, limit };
      if ((await tx.trim(journalOf[category], bounds)) >= limit) isMore = true;
    }
    return isMore;
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

function oldestKept(now: Instant, category: EventCategory = 'Management'): Instant {
  return instant(now - (category === 'Data' ? eventLimits.dataKeptFor : eventLimits.historyKeptFor));
}

function entryOf({ id, at, labels, body }: LoggedEvent): JournalEntry {
  return { id, at, labels, body };
}
