/**
 * Follows the change feed for this node's listeners. A node says `NOTIFY` after its commits, a few milliseconds' worth at a time and
 * outside of them, because a notifying commit locks out every other; and each node polls, so that a word lost costs a quarter of a
 * second and nothing else.
 */
import type { Client } from 'pg';
import type { Timers } from '#kernel/timers';
import type { Change, Seq } from '../port.ts';
import { rowChange } from '../told.ts';
import type { Database, Row } from './database.ts';
import { changesAfter, forgottenSeq, newestSeq } from './feed-sql.ts';
import { statement, type Value } from './sql.ts';

const pollMs = 250;
const announceMs = 5;
const reconnectMs = 200;
const batchMax = 500;

export class Feed {
  readonly #database: Database;
  readonly #timers: Timers;
  readonly #channel: string;
  readonly listeners: Set<(changes: readonly Change[]) => void> = new Set();
  #client: Client | undefined;
  #stopPolling: () => void = () => undefined;
  #stopped = false;
  #known: Seq = 0;
  /** When everything there was had been told. */
  #confirmedAt = Number.NEGATIVE_INFINITY;
  /** Changes were forgotten before this node had them: what it caches may be wrong for good. */
  #missed = false;
  readonly #own = new Set<Seq>();
  #polling: Promise<void> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #announcing = false;

  constructor(database: Database, timers: Timers, schema: string) {
    this.#database = database;
    this.#timers = timers;
    this.#channel = `lockstead_${schema}`;
  }

  async start(): Promise<void> {
    await this.#connect();
    this.#known = Number((await this.#query(newestSeq))[0]?.['seq']);
    this.#confirmedAt = this.#timers.monotonicMs();
    this.#stopPolling = this.#timers.every(pollMs, () => this.#poll());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopPolling();
    await this.#polling;
    await this.#last;
    await this.#client?.end().catch(() => undefined);
  }

  staleMs(): number {
    return this.#missed ? Number.POSITIVE_INFINITY : this.#timers.monotonicMs() - this.#confirmedAt;
  }

  /** These are about to be committed here: this node tells them itself, when and if they are. */
  own(changes: readonly Change[]): void {
    for (const { seq } of changes) this.#own.add(seq);
  }

  disown(changes: readonly Change[]): void {
    for (const { seq } of changes) this.#own.delete(seq);
  }

  tellOwn(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    this.#tell(changes);
    this.#announce();
  }

  #tell(changes: readonly Change[]): void {
    for (const listener of this.listeners) listener(changes);
  }

  #announce(): void {
    if (this.#announcing || this.#stopped) return;
    this.#announcing = true;
    this.#timers.after(announceMs, () => {
      this.#announcing = false;
      this.#query(`SELECT pg_notify('${this.#channel}', '')`).catch(() => undefined);
    });
  }

  #poll(): void {
    if (this.#stopped) return;
    this.#polling ??= this.#tellNew()
      .catch(() => undefined)
      .finally(() => {
        this.#polling = undefined;
      });
  }

  async #tellNew(): Promise<void> {
    for (;;) {
      const began = this.#timers.monotonicMs();
      const changes = (await this.#query(changesAfter, this.#known, batchMax)).map(rowChange);
      // Asked after the changes: what is forgotten by now and was not among them has been missed.
      const forgotten = Number((await this.#query(forgottenSeq))[0]?.['seq'] ?? 0);
      const last = changes.at(-1);
      if (forgotten > (last?.seq ?? this.#known)) this.#missed = true;
      if (last !== undefined) this.#known = last.seq;
      const others = changes.filter(({ seq }) => !this.#own.delete(seq));
      if (others.length > 0) this.#tell(others);
      if (changes.length < batchMax) {
        this.#confirmedAt = began;
        return;
      }
    }
  }

  /** One after another: polls and words to the others share the connection. */
  #query(sql: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    const answered = this.#last.then(async () => {
      if (this.#client === undefined) throw new Error('the feed has no connection');
      return (await this.#client.query<Record<string, string | number | null>>(statement(sql, values))).rows;
    });
    this.#last = answered.catch(() => undefined);
    return answered;
  }

  async #connect(): Promise<void> {
    const client = await this.#database.dedicated();
    client.on('notification', () => this.#poll());
    const lost = (): void => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#reconnect();
    };
    client.on('error', lost);
    client.on('end', lost);
    // A word to the others need not reach the disk.
    await client.query('SET synchronous_commit = off');
    await client.query(`LISTEN "${this.#channel}"`);
    this.#client = client;
  }

  #reconnect(): void {
    if (this.#stopped) return;
    this.#timers.after(reconnectMs, () => {
      if (this.#stopped) return;
      this.#connect().then(
        () => this.#poll(),
        () => this.#reconnect(),
      );
    });
  }
}
