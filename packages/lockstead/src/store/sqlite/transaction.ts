import type { Instant } from '#kernel/clock';
import { invariant } from '#kernel/invariant';
import type { Codec } from '../codec.ts';
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
import { parseScopeKey, type Scope, scopeKey } from '../scope.ts';
import { SqliteCollectionWriter, type Told, type Writing } from './collection-writer.ts';
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
    for (const row of connection.all('SELECT collection, scope, id, rev, body FROM documents')) {
      const { collection, scope, id, rev, body } = row as Record<'collection' | 'scope' | 'id' | 'body', string> & {
        rev: number;
      };
      this.#tell({ scope, collection, id, rev: rev + 1, before: body, after: undefined });
    }
    connection.statement('DELETE FROM documents').run();
    connection.statement('DELETE FROM index_rows').run();
    this.#state.journals.clear();
  }

  /** From here on every call throws: work that was not awaited must not end up in another's transaction. */
  end(): void {
    this.#over = true;
  }

  #checked(): WritingConnection {
    invariant(!this.#over, 'the transaction is over');
    return this.#state.connection;
  }

  #tell({ scope, collection, id, rev, before, after }: Told): void {
    const seq = ++this.#state.seq;
    const requestId = this.#options.requestId;
    const texts = [before ?? null, after ?? null];
    this.#state.connection.run(insertChange, seq, this.#at, requestId ?? null, scope, collection, id, rev, ...texts);
    this.changes.push({
      seq,
      at: this.#at,
      requestId,
      scope: parseScopeKey(scope),
      collection,
      id,
      rev,
      ...(before === undefined ? {} : { before: JSON.parse(before) as unknown }),
      ...(after === undefined ? {} : { after: JSON.parse(after) as unknown }),
    });
  }
}

const insertChange =
  'INSERT INTO changes (seq, at, request_id, scope, collection, id, rev, before, after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';
