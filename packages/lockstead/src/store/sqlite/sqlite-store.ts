import { invariant } from '#kernel/invariant';
import type { Timers } from '#kernel/timers';
import { Turns } from '#kernel/turns';
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
import { type Reading, SqliteCollectionReader } from './collection-reader.ts';
import type { CommittedConnection, Row } from './connection.ts';
import type { GroupCommit } from './group-commit.ts';
import { endOfJournals, followJournal, JournalStreams, readJournal } from './journal.ts';
import type { ListCache } from './list-cache.ts';
import type { RecordCache } from './record-cache.ts';

/** Rows that `forget` deletes in one transaction. */
const forgetRowsMax = 2000;

export interface SqliteStoreParts {
  readonly committed: CommittedConnection;
  readonly writes: GroupCommit;
  readonly codec: Codec;
  readonly timers: Timers;
  readonly cache: RecordCache;
  readonly lists: ListCache;
  readonly listeners: Set<(changes: readonly Change[]) => void>;
  /** Drops changes up to `through`, at most `limit`; runs inside a write transaction. Answers how many went. */
  readonly dropChanges: (through: Seq, limit: number) => number;
  readonly closeAll: () => void;
}

export class SqliteStore implements Store {
  readonly #parts: SqliteStoreParts;
  readonly #streams = new JournalStreams();
  readonly #turns: Turns;
  readonly #reading: Reading;
  #closing: Promise<void> | undefined;

  constructor(parts: SqliteStoreParts) {
    const { codec, committed, cache, lists, timers } = parts;
    this.#parts = parts;
    this.#turns = new Turns(timers);
    this.#reading = { codec, checked: () => committed, cache, lists, turns: this.#turns };
  }

  in<T extends object>(collection: Collection<T>, scope: Scope): CollectionReader<T> {
    invariant(collection.level === scope.level, `${collection.name} lives in a ${collection.level}`);
    return new SqliteCollectionReader(this.#reading, collection, scopeKey(scope));
  }

  async journal(name: string, scope: Scope, query: JournalQuery): Promise<JournalPage> {
    const { committed } = this.#parts;
    const stream = this.#streams.find(committed, name, scopeKey(scope));
    return await readJournal(
      () => committed,
      stream,
      query,
      () => this.#turns.take(),
    );
  }

  transact<R>(run: (tx: Transaction) => Promise<R>, options: WriteOptions = {}): Promise<R> {
    return this.#parts.writes.add(run, options);
  }

  async changes(after: Seq, limit: number): Promise<readonly Change[]> {
    return this.#parts.committed
      .all('SELECT * FROM changes WHERE seq > ? ORDER BY seq LIMIT ?', after, limit)
      .map(rowChange);
  }

  async follow(journal: string, after: Seq, limit: number): Promise<JournalStretch> {
    return followJournal(this.#parts.committed, journal, after, limit);
  }

  async journalEnd(): Promise<Seq> {
    return endOfJournals(this.#parts.committed);
  }

  async head(): Promise<Seq> {
    return newestSeq(this.#parts.committed);
  }

  async forget(through: Seq): Promise<void> {
    let dropped: number;
    do {
      dropped = await this.transact(async () => this.#parts.dropChanges(through, forgetRowsMax));
    } while (dropped === forgetRowsMax);
  }

  onCommit(listener: (changes: readonly Change[]) => void): () => void {
    this.#parts.listeners.add(listener);
    return () => this.#parts.listeners.delete(listener);
  }

  /** There is only one process, so no change can be missed. */
  onMissed(): () => void {
    return () => undefined;
  }

  staleMs(): number {
    return 0;
  }

  close(): Promise<void> {
    this.#closing ??= this.#parts.writes.close().then(() => this.#parts.closeAll());
    return this.#closing;
  }
}

/** Right even when all changes are forgotten: a seq is never given out twice. */
export function newestSeq(connection: { get(sql: string): Row | undefined }): Seq {
  const row = connection.get(
    "SELECT max(coalesce((SELECT max(seq) FROM changes), 0), coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'forgotten'), 0)) AS seq",
  );
  return Number(row?.['seq'] ?? 0);
}
