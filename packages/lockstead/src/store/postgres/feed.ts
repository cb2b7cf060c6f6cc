/**
 * Follows the change feed for this node's listeners. A node sends `NOTIFY` after its commits, once for those of a few milliseconds. It
 * does so in a transaction of its own, because a commit that notifies locks out every other commit. Each node also polls, so that a lost notification
 * costs a quarter of a second and nothing else.
 *
 * Up to `#cursor` everything was told, and nothing more can appear there. `#told` are the places above it that were told. A place that is missing
 * in between belongs to a group that is about to commit, or to one that never committed.
 */
import type { Clock } from '#kernel/clock';
import type { Timers } from '#kernel/timers';
import type { Change, Seq } from '../port.ts';
import { rowChange } from '../told.ts';
import type { Database } from './database.ts';
import { historyOfServer, newestSettled, settledThrough, untold } from './feed-sql.ts';
import type { Link, Row } from './link.ts';
import { statement, type Value } from './sql.ts';

const pollMs = 250;
const announceMs = 5;
const reconnectMs = 200;
const batchMax = 500;
/** How long a commit waits to hear what others changed before it. */
const inTurnMsMax = 5000;

interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

interface Waiter {
  readonly done: () => void;
}

export interface FeedParts {
  readonly database: Database;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly schema: string;
}

export class Feed {
  readonly #parts: FeedParts;
  readonly #channel: string;
  readonly listeners: Set<(changes: readonly Change[]) => void> = new Set();
  readonly missedListeners: Set<() => void> = new Set();
  #link: Link | undefined;
  #history: string | undefined;
  #stopPolling: () => void = () => undefined;
  #isStopped = false;
  #cursor: Seq = 0;
  readonly #told = new Set<Seq>();
  /** The highest place that was told, and whether `changes` tells of all up to it. */
  #newest: Seq = 0;
  #isNewestSettled = true;
  /** When everything there was had been told. */
  #confirmed: Moment | undefined;
  /** Changes were told out of order. At the next look, listeners are told to drop what they remember. */
  #isDisordered = false;
  #polling: Promise<void> | undefined;
  #isDue = false;
  #isTick = false;
  readonly #waiters = new Set<Waiter>();
  #last: Promise<unknown> = Promise.resolve();
  #isAnnouncing = false;

  constructor(parts: FeedParts) {
    this.#parts = parts;
    this.#channel = `lockstead_${parts.schema}`;
  }

  async start(): Promise<void> {
    await this.#connect();
    this.#stopPolling = this.#parts.timers.every(pollMs, () => {
      this.#isTick = true;
      this.#poll();
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopPolling();
    this.#link?.destroy();
    await this.#polling;
    await this.#last;
    for (const { done } of this.#waiters) done();
  }

  /**
   * Uses the clock that has advanced more: the monotonic clock stands still while the machine sleeps, and people can set the wall clock. Both go on
   * while the process is stopped.
   */
  staleMs(): number {
    if (this.#confirmed === undefined || this.#isDisordered) return Number.POSITIVE_INFINITY;
    const { monotonicMs, wallMs } = this.#now();
    return Math.max(monotonicMs - this.#confirmed.monotonicMs, wallMs - this.#confirmed.wallMs);
  }

  /** These have been committed here. Resolves when they have been told, after all that was committed before them. */
  async committed(changes: readonly Change[]): Promise<void> {
    const [first] = changes;
    const last = changes.at(-1);
    if (first === undefined || last === undefined) return;
    this.#announce();
    const isNext = first.seq === this.#cursor + 1 && last.seq - first.seq === changes.length - 1;
    if (!isNext) await this.#lookOnce();
    // Whoever looks sees these as well.
    const untold = changes.filter(({ seq }) => this.#isUntold(seq));
    if (untold.length === 0) return;
    if (!isNext) {
      // The look failed. Earlier changes of others to the same records will be told after this one.
      this.#isDisordered = true;
    }
    this.#tell(untold);
    this.#advance();
  }

  #isUntold(seq: Seq): boolean {
    return seq > this.#cursor && !this.#told.has(seq);
  }

  #tell(changes: readonly Change[]): void {
    for (const { seq } of changes) {
      this.#told.add(seq);
      if (seq > this.#newest) this.#newest = seq;
    }
    if (changes.length > 0) this.#isNewestSettled = false;
    // A listener that throws breaks its promise. The others are told nevertheless, and what it remembers must not be used.
    if (!calledAll(this.listeners, changes)) this.#miss();
  }

  /** Changes were missed, so listeners must drop what they remember. */
  #miss(): void {
    calledAll(this.missedListeners);
  }

  #advance(): void {
    while (this.#told.delete(this.#cursor + 1)) this.#cursor += 1;
  }

  /**
   * Up to `seq` everything was told, and nothing more can appear there. The cursor is always the place of a change, because other places are
   * given again after a crash.
   */
  #advanceTo(seq: Seq): void {
    for (const place of this.#told) if (place <= seq && place > this.#cursor) this.#cursor = place;
    for (const place of this.#told) if (place <= this.#cursor) this.#told.delete(place);
    this.#advance();
  }

  #now(): Moment {
    return { monotonicMs: this.#parts.timers.monotonicMs(), wallMs: this.#parts.clock.wallNow() };
  }

  #announce(): void {
    if (this.#isAnnouncing || this.#isStopped) return;
    this.#isAnnouncing = true;
    this.#parts.timers.after(announceMs, () => {
      this.#isAnnouncing = false;
      this.#query(`SELECT pg_notify('${this.#channel}', '')`).catch(() => undefined);
    });
  }

  #poll(): void {
    if (this.#isStopped) return;
    this.#isDue = true;
    this.#polling ??= this.#look().finally(() => {
      this.#polling = undefined;
    });
  }

  /** Resolves after a look that began after this call, or when it has taken too long. */
  async #lookOnce(): Promise<void> {
    await new Promise<void>((resolve) => {
      const stop = this.#parts.timers.after(inTurnMsMax, () => waiter.done());
      const waiter: Waiter = {
        done: () => {
          stop();
          this.#waiters.delete(waiter);
          resolve();
        },
      };
      this.#waiters.add(waiter);
      if (this.#isStopped) waiter.done();
      this.#poll();
    });
  }

  /** Looks as long as somebody waits for it. Never rejects. */
  async #look(): Promise<void> {
    while (this.#isDue && !this.#isStopped) {
      this.#isDue = false;
      const waiters = [...this.#waiters];
      try {
        await this.#tellNew();
        for (const { done } of waiters) done();
      } catch {
        // The next tick, or the next connection, looks again; who waits goes on waiting.
        return;
      }
    }
  }

  async #tellNew(): Promise<void> {
    for (;;) {
      const began = this.#now();
      const isSettling = this.#told.size > 0 || (this.#isTick && !this.#isNewestSettled);
      this.#isTick = false;
      const newest = this.#newest;
      const settled = isSettling ? Number((await this.#query(settledThrough))[0]?.['seq']) : undefined;
      const rows = await this.#query(untold, this.#cursor, [...this.#told], batchMax);
      const changes = rows.filter(({ seq }) => seq !== null).map(rowChange);
      const isWhole = changes.length < batchMax;
      this.#had(changes, Number(rows[0]?.['forgotten']));
      if (settled !== undefined) this.#advanceTo(isWhole ? settled : Math.min(settled, changes.at(-1)?.seq ?? 0));
      if (settled !== undefined && isWhole && settled >= newest && !this.#isNewestSettled) {
        this.#isNewestSettled = newest === this.#newest;
        // Some changes were told before `changes` could answer with them. Now it can.
        this.#tell([]);
      }
      if (isWhole) {
        this.#confirmed = began;
        return;
      }
    }
  }

  #had(changes: readonly Change[], forgotten: Seq): void {
    if (forgotten > this.#cursor || this.#isDisordered) {
      this.#isDisordered = false;
      this.#miss();
      this.#cursor = Math.max(this.#cursor, forgotten);
      this.#advanceTo(this.#cursor);
    }
    // Others may have been told while we asked.
    const untold = changes.filter(({ seq }) => this.#isUntold(seq));
    if (untold.length > 0) this.#tell(untold);
    this.#advance();
  }

  /** Runs one at a time, because looks and notifications share the connection. */
  #query(sql: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    const answered = this.#last.then(() => {
      if (this.#link === undefined) throw new Error('the feed has no connection');
      return this.#ask(this.#link, sql, ...values);
    });
    this.#last = answered.catch(() => undefined);
    return answered;
  }

  async #ask(link: Link, sql: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    return (await this.#parts.database.watched(link, statement(sql, values))).rows;
  }

  async #connect(): Promise<void> {
    const { database } = this.#parts;
    const link = await database.open();
    try {
      link.onNotification(() => this.#poll());
      // A notification need not reach the disk.
      await this.#ask(link, 'SET synchronous_commit = off');
      await this.#ask(link, `LISTEN "${this.#channel}"`);
      await this.#findPlace(link);
    } catch (error) {
      link.destroy();
      throw error;
    }
    if (this.#isStopped) return link.destroy();
    this.#link = link;
    link.onLost(() => {
      if (this.#link === link) this.#link = undefined;
      this.#reconnect();
    });
  }

  /**
   * Called at first, and when the server has another history than the one that was followed: then what is known of places is useless. A server
   * that does
   * not tell its history is treated as another one.
   */
  async #findPlace(link: Link): Promise<void> {
    const history = await this.#ask(link, historyOfServer).then(
      ([row]) => String(row?.['history']),
      (error: unknown) => {
        if (link.isLost) throw error;
        return undefined;
      },
    );
    const isKnown = history !== undefined && history === this.#history;
    if (isKnown) return;
    const began = this.#now();
    const settled = Number((await this.#ask(link, settledThrough))[0]?.['seq']);
    this.#cursor = Number((await this.#ask(link, newestSettled, settled))[0]?.['seq']);
    this.#told.clear();
    this.#newest = this.#cursor;
    if (this.#confirmed !== undefined) this.#miss();
    this.#history = history;
    this.#isDisordered = false;
    this.#confirmed = began;
  }

  #reconnect(): void {
    if (this.#isStopped) return;
    this.#parts.timers.after(reconnectMs, () => {
      if (this.#isStopped) return;
      this.#connect().then(
        () => this.#poll(),
        () => this.#reconnect(),
      );
    });
  }
}

/** False where one of them threw. */
function calledAll<A extends readonly unknown[]>(listeners: Iterable<(...args: A) => void>, ...args: A): boolean {
  let isWell = true;
  for (const listener of listeners) {
    try {
      listener(...args);
    } catch {
      isWell = false;
    }
  }
  return isWell;
}
