/**
 * What Lockstead asks of a database, and no more: documents with revisions in scoped collections, transactions, keyset paging, index rows,
 * append-only journals, and a feed of changes. Two drivers keep the promise (contract.ts is the suite that says so):
 *
 * - Write transactions are serializable. `run` awaits nothing but its transaction, and may run again after a lost race.
 * - A transaction that resolved is on disk. One that threw has left no trace.
 * - Nobody sees or acknowledges uncommitted work: reads outside a transaction see the last committed state.
 * - The change feed skips nothing, also when transactions commit in another order than they began.
 */
import type { Instant } from '#kernel/clock';
import type { RequestId } from '#kernel/ids';
import type { Secret } from '#kernel/secret';
import type { Scope, ScopeLevel } from './scope.ts';

/** The names of `T`'s members that hold a secret; any name for `never`, so that every collection is a `Collection<never>`. */
type SecretMember<T> = [T] extends [never]
  ? string
  : { [K in keyof T]-?: NonNullable<T[K]> extends Secret ? K : never }[keyof T] & string;

/**
 * A kind of record. Records are plain JSON but for `sealed` members, which are `Secret`s and stored encrypted.
 * A member that holds a `Secret` and is not listed fails on write: it would be stored as `[secret]`.
 */
export interface Collection<T extends object> {
  /** `iam.user`: the service's name, a dot, the noun. */
  readonly name: string;
  readonly level: ScopeLevel;
  readonly id: (record: T) => string;
  /** Further ways to find a record: each answers the keys under which it stands. Lists come in the order of key, then id. */
  readonly indexes?: Readonly<Record<string, (record: T) => readonly string[]>>;
  /** Indexes in which a key may stand only once in a scope. A second one is a `Conflict`. */
  readonly unique?: readonly string[];
  readonly sealed?: readonly SecretMember<T>[];
  /** False keeps a collection out of the change feed (cursors, caches). */
  readonly feed?: boolean;
}

export interface Entry<T> {
  readonly record: T;
  /** Starts at 1 and grows by one with every change of this record. */
  readonly rev: number;
}

export interface Listing {
  /** Absent: in the order of ids. */
  readonly index?: string;
  /** Only this key of the index. */
  readonly key?: string;
  /** Only ids (or, with `index` and no `key`, index keys) that begin so. */
  readonly prefix?: string;
  /** Only ids (or, with `index` and no `key`, index keys) from this text on, it included, in the order of their bytes in UTF-8. */
  readonly from?: string;
  /** Strictly after this place, as `place` of a listed entry gave it. */
  readonly after?: string;
  readonly limit?: number;
}

export interface Listed<T> extends Entry<T> {
  /** Opaque; where the next page goes on. */
  readonly place: string;
}

export interface CollectionReader<T extends object> {
  get(id: string): Promise<T | undefined>;
  entry(id: string): Promise<Entry<T> | undefined>;
  /** All that match unless `limit` says otherwise. */
  list(listing?: Listing): Promise<readonly Listed<T>[]>;
  /** How many records there are, or how many entries an index has, in all or under one key. Many large records are counted faster by an index. */
  count(of?: { readonly index: string; readonly key?: string }): Promise<number>;
}

export interface CollectionWriter<T extends object> extends CollectionReader<T> {
  /** Throws `Conflict` where the id, or a key of a unique index, is taken. */
  insert(record: T): Promise<void>;
  /** Replaces the record of the same id; throws `Conflict` where there is none, or it is not at `expected`. */
  update(record: T, expected?: number): Promise<void>;
  /** Insert or update. */
  put(record: T): Promise<void>;
  /** True if there was one. */
  delete(id: string): Promise<boolean>;
}

/** Thrown by writes that meet what they did not expect. A service turns it into its own error before it gets that far. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
  readonly collection: string;
  readonly id: string;

  constructor(collection: string, id: string, what: string) {
    super(`${collection} ${id}: ${what}`);
    this.collection = collection;
    this.id = id;
  }
}

/** An append-only log beside the documents, such as an account's events: ordered by time, found by label, trimmed by age. */
export interface JournalEntry {
  /** Unique in its journal and scope. */
  readonly id: string;
  readonly at: Instant;
  /** Exact strings to find it by: `EventName=CreateUser`. None holds a line break. */
  readonly labels: readonly string[];
  readonly body: string;
}

export interface JournalQuery {
  readonly from?: Instant;
  /** Inclusive. */
  readonly to?: Instant;
  readonly label?: string;
  /** Opaque, from `place`: strictly older than it. */
  readonly before?: string;
  readonly limit: number;
  /** With a label: about so many entries are looked at, most of which may not have it. A page that ends for this says where it goes on. */
  readonly lookedAtMax?: number;
}

export interface JournalPage {
  /** Newest first. */
  readonly entries: readonly (JournalEntry & { readonly place: string })[];
  /** Where the search goes on, as `before`, if it ended by `lookedAtMax`: there may be more, though fewer than `limit` were found. */
  readonly goesOnAt?: string;
}

/** An entry as who follows its journal is told of it. */
export interface FollowedEntry extends JournalEntry {
  readonly scope: Scope;
}

/** What follows a place in a journal. */
export interface JournalStretch {
  /** In the order of their commits, those of one transaction in the order in which they were appended; of all scopes. May be empty on the way. */
  readonly entries: readonly FollowedEntry[];
  /** Up to here all that there is, or ever will be, has been told: where the next stretch begins. Equal to `after` where nothing follows. */
  readonly through: Seq;
}

export interface Reader {
  in<T extends object>(collection: Collection<T>, scope: Scope): CollectionReader<T>;
  journal(name: string, scope: Scope, query: JournalQuery): Promise<JournalPage>;
}

export interface Transaction extends Reader {
  in<T extends object>(collection: Collection<T>, scope: Scope): CollectionWriter<T>;
  append(journal: string, scope: Scope, entry: JournalEntry): Promise<void>;
  /**
   * Drops entries older than `olderThan`, and those beyond `entriesMax` in all scopes together, as `fairDrops` shares them out: the oldest of
   * the account that holds the most. At most `limit` of them. Answers how many went.
   */
  trim(
    journal: string,
    bounds: { readonly olderThan?: Instant; readonly entriesMax?: number; readonly limit: number },
  ): Promise<number>;
  /** Removes every record, each told to the feed, and every journal entry: the state of a first start. */
  clear(): Promise<void>;
}

/** A place in the change feed, or in what is appended to journals; each counts its own. */
export type Seq = number;

/** One change of one record, as the feed tells it. Sealed members stay sealed. */
export interface Change {
  readonly seq: Seq;
  readonly at: Instant;
  readonly requestId: RequestId | undefined;
  readonly scope: Scope;
  readonly collection: string;
  readonly id: string;
  readonly rev: number;
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface WriteOptions {
  /** Stands in the changes that this transaction makes. */
  readonly requestId?: RequestId;
}

export interface Store extends Reader {
  transact<R>(run: (tx: Transaction) => Promise<R>, options?: WriteOptions): Promise<R>;
  /** Committed changes after `seq`, oldest first. Those of transactions still under way are not skipped: the feed waits for them. */
  changes(after: Seq, limit: number): Promise<readonly Change[]>;
  /** The place of the newest change that the feed can tell of. */
  head(): Promise<Seq>;
  /**
   * What was appended to a journal after a place, 0 for the beginning; at most `limit` entries of all journals are looked at. Those of transactions
   * still under way are not skipped. What `trim` dropped meanwhile is not told. Places never come again, whatever is dropped.
   */
  follow(journal: string, after: Seq, limit: number): Promise<JournalStretch>;
  /** The place of the newest entry of any journal that `follow` can tell of: where one begins who wants nothing of the past. */
  journalEnd(): Promise<Seq>;
  /** Forgets changes up to `seq`: all subscribers have had them. */
  forget(through: Seq): Promise<void>;
  /**
   * Called with the changes of each commit, this node's before their transactions resolve, other nodes' as they become known; each change
   * once, those of one record in their order. With none at all, where `changes` can tell by now of what it could not when that was told here.
   * Must not throw. Answers how to stop.
   */
  onCommit(listener: (changes: readonly Change[]) => void): () => void;
  /** Called where changes went by that `onCommit` has not told and will not tell: whoever remembers what it has read begins anew. */
  onMissed(listener: () => void): () => void;
  /**
   * How long ago it was last certain that `onCommit` has told everything, or `onMissed` that it has not; 0 where nobody else writes. Above a
   * second, a cache must read through.
   */
  staleMs(): number;
  /** Resolves when what is under way is on disk and the lock is given up. */
  close(): Promise<void>;
}
