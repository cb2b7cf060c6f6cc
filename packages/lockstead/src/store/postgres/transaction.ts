import type { PoolClient } from 'pg';
import type { Instant } from '#kernel/clock';
import { invariant } from '#kernel/invariant';
import type { Codec } from '../codec.ts';
import { changesInTransactionMax } from '../limits.ts';
import type {
  Change,
  Collection,
  CollectionWriter,
  JournalEntry,
  JournalPage,
  JournalQuery,
  Transaction,
  WriteOptions,
} from '../port.ts';
import { type Scope, scopeKey } from '../scope.ts';
import { type Told, toldChange } from '../told.ts';
import { PostgresCollectionWriter } from './collection-writer.ts';
import type { Row } from './database.ts';
import { insertChanges } from './feed-sql.ts';
import { appendToJournal, type JournalStreams, readJournal, trimJournal } from './journal.ts';
import type { Querying } from './querying.ts';
import { statement, type Value } from './sql.ts';

/** What a transaction leaves behind just before its commit. */
export interface Flushed {
  readonly changes: readonly Change[];
  /** The server's number of it; absent where nothing was written. */
  readonly xid: string | undefined;
}

export class PostgresTransaction implements Transaction {
  readonly #client: PoolClient;
  readonly #codec: Codec;
  readonly #streams: JournalStreams;
  readonly #at: Instant;
  readonly #options: WriteOptions;
  readonly #querying: Querying = { all: (sql, ...values) => this.#query(sql, values) };
  /** Written with one statement at the end: nobody reads the feed inside a transaction. */
  readonly #told: Told[] = [];
  #over = false;
  /** The first statement that failed: after it the server takes no more, whatever `run` made of it. */
  failure: unknown;

  constructor(client: PoolClient, codec: Codec, streams: JournalStreams, at: Instant, options: WriteOptions) {
    this.#client = client;
    this.#codec = codec;
    this.#streams = streams;
    this.#at = at;
    this.#options = options;
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

  /** Writes what there is to tell. Nothing more may be done in the transaction but commit it. */
  async flush(): Promise<Flushed> {
    const told = this.#told;
    if (told.length === 0) {
      const [row] = await this.#querying.all('SELECT pg_current_xact_id_if_assigned()::text AS xid');
      return { changes: [], xid: row?.['xid'] === null ? undefined : String(row?.['xid']) };
    }
    const { requestId } = this.#options;
    const rows = await this.#querying.all(
      insertChanges,
      this.#at,
      requestId ?? null,
      told.map(({ scope }) => scope),
      told.map(({ collection }) => collection),
      told.map(({ id }) => id),
      told.map(({ rev }) => rev),
      // An array parameter has no undefined; a null in it is one.
      told.map(({ before }) => before ?? null) as readonly string[],
      told.map(({ after }) => after ?? null) as readonly string[],
    );
    const first = Math.min(...rows.map((row) => Number(row['seq'])));
    return {
      changes: told.map((one, at) => toldChange(one, first + at, this.#at, requestId)),
      xid: String(rows[0]?.['xid']),
    };
  }

  /** From here on every call throws: work that was not awaited must not end up in another's transaction. */
  end(): void {
    this.#over = true;
  }

  #tell(told: Told): void {
    const most = changesInTransactionMax;
    invariant(this.#told.length < most, `a transaction changes at most ${most} records`);
    this.#told.push(told);
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
