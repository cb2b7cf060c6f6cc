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
import { SqliteCollectionWriter, type Writing } from './collection-writer.ts';
import type { WritingConnection } from './connection.ts';
import { type JournalWriter, readJournal } from './journal.ts';

/** What all transactions of one writer connection share. */
export interface WriterState {
  readonly connection: WritingConnection;
  readonly journals: JournalWriter;
  readonly codec: Codec;
  /** The newest seq given out. A rolled back transaction leaves a gap. */
  seq: number;
}

export class SqliteTransaction implements Transaction {
  readonly #state: WriterState;
  readonly #at: Instant;
  readonly #options: WriteOptions;
  readonly #writing: Writing;
  #over = false;
  /** Changes that `clear` has told of: as many as there were records, whatever the limit for others. */
  #cleared = 0;
  #clearing = false;
  /** What it has changed so far, in order. */
  readonly changes: Change[] = [];

  constructor(state: WriterState, at: Instant, options: WriteOptions) {
    this.#state = state;
    this.#at = at;
    this.#options = options;
    this.#writing = { codec: state.codec, checked: () => this.#checked(), tell: (change) => this.#tell(change) };
  }

  in<T extends object>(collection: Collection<T>, scope: Scope): CollectionWriter<T> {
    invariant(collection.level === scope.level, `${collection.name} lives in a ${collection.level}`);
    return new SqliteCollectionWriter(this.#writing, collection, scopeKey(scope));
  }

  async journal(name: string, scope: Scope, query: JournalQuery): Promise<JournalPage> {
    const stream = this.#state.journals.streams.find(this.#checked(), name, scopeKey(scope));
    return await readJournal(() => this.#checked(), stream, query);
  }

  async append(journal: string, scope: Scope, entry: JournalEntry): Promise<void> {
    this.#checked();
    this.#state.journals.append(journal, scopeKey(scope), entry);
  }

  async trim(
    journal: string,
    bounds: { readonly olderThan?: Instant; readonly entriesMax?: number; readonly limit: number },
  ): Promise<number> {
    this.#checked();
    return this.#state.journals.trim(journal, bounds);
  }

  async clear(): Promise<void> {
    const connection = this.#checked();
    const rows = connection.all('SELECT collection, scope, id, rev, body FROM documents');
    // Subscribers lose their cursors and records too. They begin with the changes from here on.
    connection.run('DELETE FROM changes');
    this.#clearing = true;
    for (const row of rows) {
      const { collection, scope, id, body } = row as Readonly<Record<string, string>>;
      invariant(collection !== undefined && scope !== undefined && id !== undefined, 'a document has its columns');
      this.#tell({ scope, collection, id, rev: Number(row['rev']) + 1, before: body, after: undefined });
    }
    connection.run('DELETE FROM documents');
    connection.run('DELETE FROM index_rows');
    this.#state.journals.clear();
    this.#clearing = false;
    this.#cleared = this.changes.length;
  }

  /** After this every call throws, so that work that was not awaited does not end up in the transaction of another request. */
  end(): void {
    this.#over = true;
  }

  #checked(): WritingConnection {
    invariant(!this.#over, 'the transaction is over');
    return this.#state.connection;
  }

  #tell(told: Told): void {
    invariant(
      this.#clearing || this.changes.length - this.#cleared < changesInTransactionMax,
      `a transaction changes at most ${changesInTransactionMax} records`,
    );
    const seq = ++this.#state.seq;
    const requestId = this.#options.requestId;
    const { scope, collection, id, rev, before, after } = told;
    const texts = [before ?? null, after ?? null];
    this.#state.connection.run(insertChange, seq, this.#at, requestId ?? null, scope, collection, id, rev, ...texts);
    this.changes.push(toldChange(told, seq, this.#at, requestId));
  }
}

const insertChange =
  'INSERT INTO changes (seq, at, request_id, scope, collection, id, rev, before, after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';
