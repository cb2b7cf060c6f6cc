import type { QueryConfig, QueryResult } from 'pg';
import type { Instant } from '#kernel/clock';
import type { RequestId } from '#kernel/ids';
import { invariant } from '#kernel/invariant';
import type { Codec } from '../codec.ts';
import { changesInTransactionMax } from '../limits.ts';
import type {
  Collection,
  CollectionWriter,
  JournalEntry,
  JournalPage,
  JournalQuery,
  Transaction,
  WriteOptions,
} from '../port.ts';
import { type Scope, scopeKey } from '../scope.ts';
import type { Told } from '../told.ts';
import { PostgresCollectionWriter } from './collection-writer.ts';
import type { Session } from './database.ts';
import { markForgotten } from './feed-sql.ts';
import { type Journals, readJournal, trimJournal } from './journal.ts';
import { type AppendedEntry, appendEntries, appendedEntry } from './journal-entries.ts';
import type { Row } from './link.ts';
import type { Querying } from './querying.ts';
import { statement, type Value } from './sql.ts';

export interface TransactionParts {
  readonly session: Session;
  readonly codec: Codec;
  readonly journals: Journals;
  readonly at: Instant;
}

export class PostgresTransaction implements Transaction {
  readonly #session: Session;
  readonly #codec: Codec;
  readonly #journals: Journals;
  readonly at: Instant;
  readonly requestId: RequestId | undefined;
  readonly #querying: Querying = { all: (sql, ...values) => this.#query(sql, values) };
  /** What it changed so far, in order; written when the group commits: nobody reads the feed inside a transaction. */
  readonly told: Told[] = [];
  #entries: AppendedEntry[] = [];
  #isClearing = false;
  #over = false;
  /** The first statement that failed. After it the server refuses all statements, even if `run` caught the error. */
  failure: unknown;

  constructor({ session, codec, journals, at }: TransactionParts, options: WriteOptions) {
    this.#session = session;
    this.#codec = codec;
    this.#journals = journals;
    this.at = at;
    this.requestId = options.requestId;
  }

  in<T extends object>(collection: Collection<T>, scope: Scope): CollectionWriter<T> {
    invariant(collection.level === scope.level, `${collection.name} lives in a ${collection.level}`);
    const tell = (told: Told): void => this.#tell(told);
    return new PostgresCollectionWriter(this.#querying, this.#codec, tell, collection, scopeKey(scope));
  }

  async journal(name: string, scope: Scope, query: JournalQuery): Promise<JournalPage> {
    await this.#writeEntries();
    return await readJournal(this.#querying, await this.#journals.find(name, scopeKey(scope)), query);
  }

  async append(journal: string, scope: Scope, entry: JournalEntry): Promise<void> {
    invariant(!this.#over, 'the transaction is over');
    const stream = await this.#journals.findOrAdd(journal, scopeKey(scope));
    invariant(!this.#over, 'the transaction is over');
    this.#entries.push(appendedEntry(stream, entry));
  }

  /** Entries that were appended and not written yet. The group writes them at its end. */
  takeEntries(): readonly AppendedEntry[] {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  async #writeEntries(): Promise<void> {
    await appendEntries((config) => this.#send(config), this.takeEntries());
  }

  async trim(
    journal: string,
    bounds: { readonly olderThan?: Instant; readonly entriesMax?: number; readonly limit: number },
  ): Promise<number> {
    await this.#writeEntries();
    return await trimJournal(this.#querying, this.#journals, journal, bounds);
  }

  async clear(): Promise<void> {
    this.#entries = [];
    this.#journals.counts.forget();
    const rows = await this.#querying.all('SELECT collection, scope, id, rev, body FROM documents');
    // Subscribers lose their cursors and their records: they begin with what is told from here on. A node that has not heard of all that
    // goes here must know that it missed something.
    await this.#querying.all(markForgotten, Number.MAX_SAFE_INTEGER);
    for (const table of ['feed', 'documents', 'index_rows', 'journal_index', 'journal_bodies']) {
      await this.#querying.all(`DELETE FROM ${table}`);
    }
    this.#isClearing = true;
    for (const { collection, scope, id, rev, body } of rows) {
      const place = { scope: String(scope), collection: String(collection), id: String(id) };
      this.#tell({ ...place, rev: Number(rev) + 1, before: String(body), after: undefined });
    }
  }

  /** After this every call throws, so that work that was not awaited does not end up in the transaction of another request. */
  end(): void {
    this.#over = true;
  }

  #tell(told: Told): void {
    const most = changesInTransactionMax;
    // When everything is removed, the number of changes has no limit.
    invariant(this.#isClearing || this.told.length < most, `a transaction changes at most ${most} records`);
    this.told.push(told);
  }

  async #query(sql: string, values: readonly Value[]): Promise<readonly Row[]> {
    return (await this.#send(statement(sql, values))).rows;
  }

  async #send(config: QueryConfig): Promise<QueryResult<Record<string, string | number | null>>> {
    invariant(!this.#over, 'the transaction is over');
    try {
      return await this.#session.query(config);
    } catch (error) {
      this.failure ??= error;
      throw error;
    }
  }
}
