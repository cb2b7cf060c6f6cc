import { invariant } from '#kernel/invariant';
import type { Codec } from '../codec.ts';
import type {
  Change,
  Collection,
  CollectionReader,
  JournalPage,
  JournalQuery,
  JournalStretch,
  Seq,
  Store,
  Transaction,
  WriteOptions,
} from '../port.ts';
import { type Scope, scopeKey } from '../scope.ts';
import { rowChange } from '../told.ts';
import { StoreFailed } from '../unavailable.ts';
import { PostgresCollectionReader } from './collection-reader.ts';
import type { Database } from './database.ts';
import type { Feed } from './feed.ts';
import { changesBetween, dropForgotten, markForgotten, newestSettled, settledThrough } from './feed-sql.ts';
import { endOfJournals, followJournal, type Journals, readJournal } from './journal.ts';
import type { Querying } from './querying.ts';
import type { SerializableWriter } from './serializable.ts';

export interface PostgresStoreParts {
  readonly database: Database;
  readonly codec: Codec;
  readonly journals: Journals;
  readonly feed: Feed;
  readonly writer: SerializableWriter;
}

export class PostgresStore implements Store {
  readonly #parts: PostgresStoreParts;
  readonly #outside: Querying;
  readonly #under = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(parts: PostgresStoreParts) {
    this.#parts = parts;
    this.#outside = { all: (sql, ...values) => parts.database.read(sql, ...values) };
  }

  in<T extends object>(collection: Collection<T>, scope: Scope): CollectionReader<T> {
    invariant(collection.level === scope.level, `${collection.name} lives in a ${collection.level}`);
    return new PostgresCollectionReader(this.#outside, this.#parts.codec, collection, scopeKey(scope));
  }

  async journal(name: string, scope: Scope, query: JournalQuery): Promise<JournalPage> {
    return await readJournal(this.#outside, await this.#parts.journals.find(name, scopeKey(scope)), query);
  }

  async transact<R>(run: (tx: Transaction) => Promise<R>, options: WriteOptions = {}): Promise<R> {
    if (this.#closing !== undefined) throw new StoreFailed('the store is closed');
    const running = this.#parts.writer.transact(run, options);
    this.#under.add(running);
    try {
      return await running;
    } finally {
      this.#under.delete(running);
    }
  }

  async changes(after: Seq, limit: number): Promise<readonly Change[]> {
    return (await this.#outside.all(changesBetween, after, await this.#settled(), limit)).map(rowChange);
  }

  async follow(journal: string, after: Seq, limit: number): Promise<JournalStretch> {
    return await followJournal(this.#outside, journal, after, limit);
  }

  async journalEnd(): Promise<Seq> {
    return await endOfJournals(this.#outside);
  }

  async head(): Promise<Seq> {
    return Number((await this.#outside.all(newestSettled, await this.#settled()))[0]?.['seq']);
  }

  async #settled(): Promise<Seq> {
    return Number((await this.#outside.all(settledThrough))[0]?.['seq']);
  }

  async forget(through: Seq): Promise<void> {
    await this.#outside.all(markForgotten, through);
    let dropped: number;
    do {
      dropped = Number((await this.#outside.all(dropForgotten, through))[0]?.['n']);
    } while (dropped > 0);
  }

  onCommit(listener: (changes: readonly Change[]) => void): () => void {
    this.#parts.feed.listeners.add(listener);
    return () => this.#parts.feed.listeners.delete(listener);
  }

  onMissed(listener: () => void): () => void {
    this.#parts.feed.missedListeners.add(listener);
    return () => this.#parts.feed.missedListeners.delete(listener);
  }

  staleMs(): number {
    return this.#parts.feed.staleMs();
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    await Promise.allSettled(this.#under);
    await this.#parts.feed.stop();
    await this.#parts.database.end();
  }
}
