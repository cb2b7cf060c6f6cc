import type { PoolClient } from 'pg';
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
import type { Row } from './database.ts';
import { appendToJournal, type JournalStreams, readJournal, trimJournal } from './journal.ts';
import type { Querying } from './querying.ts';
import { statement, type Value } from './sql.ts';

export class PostgresTransaction implements Transaction {
  readonly #client: PoolClient;
  readonly #codec: Codec;
  readonly #streams: JournalStreams;
  readonly at: Instant;
  readonly requestId: RequestId | undefined;
  readonly #querying: Querying = { all: (sql, ...values) => this.#query(sql, values) };
  /** What it changed so far, in order; written when the group commits: nobody reads the feed inside a transaction. */
  readonly told: Told[] = [];
  #over = false;
  /** The first statement that failed: after it the server takes no more, whatever `run` made of it. */
  failure: unknown;

  constructor(client: PoolClient, codec: Codec, streams: JournalStreams, at: Instant, options: WriteOptions) {
    this.#client = client;
    this.#codec = codec;
    this.#streams = streams;
    this.at = at;
    this.requestId = options.requestId;
  }

  in<T extends object>(collection: Collection<T>, scope: Scope): CollectionWriter<T> {
    invariant(collection.level === scope.level, `${collection.name} lives in a ${collection.level}`);
    const tell = (told: Told): void => this.#tell(told);
    return new PostgresCollectionWriter(this.#querying, this.#codec, tell, collection, scopeKey(scope));
  }

  async journal(name: string, scope: Scope, query: JournalQuery): Promise<JournalPage> {
    return await readJournal(this.#querying, await this.#streams.find(name, scopeKey(scope)), query);
  }

  async append(journal: string, scope: Scope, entry: JournalEntry): Promise<void> {
    invariant(!this.#over, 'the transaction is over');
    await appendToJournal(this.#querying, await this.#streams.findOrAdd(journal, scopeKey(scope)), entry);
  }

  async trim(
    journal: string,
    bounds: { readonly olderThan?: Instant; readonly entriesMax?: number; readonly limit: number },
  ): Promise<number> {
    return await trimJournal(this.#querying, journal, bounds);
  }

  async clear(): Promise<void> {
    const rows = await this.#querying.all('SELECT collection, scope, id, rev, body FROM documents');
    // Subscribers lose their cursors and their records: they begin with what is told from here on.
    for (const table of ['changes', 'documents', 'index_rows', 'journal_index', 'journal_bodies']) {
      await this.#querying.all(`DELETE FROM ${table}`);
    }
    for (const { collection, scope, id, rev, body } of rows) {
      const place = { scope: String(scope), collection: String(collection), id: String(id) };
      this.#tell({ ...place, rev: Number(rev) + 1, before: String(body), after: undefined });
    }
  }

  /** From here on every call throws: work that was not awaited must not end up in another's transaction. */
  end(): void {
    this.#over = true;
  }

  #tell(told: Told): void {
    const most = changesInTransactionMax;
    invariant(this.told.length < most, `a transaction changes at most ${most} records`);
    this.told.push(told);
  }

  async #query(sql: string, values: readonly Value[]): Promise<readonly Row[]> {
    invariant(!this.#over, 'the transaction is over');
    try {
      return (await this.#client.query<Record<string, string | number | null>>(statement(sql, values))).rows;
    } catch (error) {
      this.failure ??= error;
      throw error;
    }
  }
}
