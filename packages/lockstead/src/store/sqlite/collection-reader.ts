import type { Turns } from '#kernel/turns';
import type { Codec } from '../codec.ts';
import { checkIndex, type ListingRow, listed, listingSql } from '../listing.ts';
import type { Collection, CollectionReader, Entry, Listed, Listing } from '../port.ts';
import type { Connection } from './connection.ts';
import type { ListCache } from './list-cache.ts';
import type { RecordCache } from './record-cache.ts';

/** What a reader needs to know of where it reads. `checked` throws where the transaction is over. */
export interface Reading {
  readonly codec: Codec;
  readonly checked: () => Connection;
  /** Of committed records; a transaction reads its own state and has none. */
  readonly cache?: RecordCache;
  readonly lists?: ListCache;
  /** Where long lists give others their turn. A transaction has none: nothing comes between its reads. */
  readonly turns?: Turns;
}

/** Rows that one statement reads where others have their turn. */
const stretchRows = 64;
/** So much of records, as text, is read in one turn: a millisecond or two. */
const turnLengthMax = 256 * 1024;

export class SqliteCollectionReader<T extends object> implements CollectionReader<T> {
  protected readonly collection: Collection<T>;
  protected readonly scope: string;
  protected readonly reading: Reading;

  constructor(reading: Reading, collection: Collection<T>, scope: string) {
    this.reading = reading;
    this.collection = collection;
    this.scope = scope;
  }

  async get(id: string): Promise<T | undefined> {
    return this.find(id)?.record;
  }

  async entry(id: string): Promise<Entry<T> | undefined> {
    return this.find(id);
  }

  async list(listing: Listing = {}): Promise<readonly Listed<T>[]> {
    const { turns, lists } = this.reading;
    if (turns === undefined) return this.#read(listing).found;
    const known = lists?.get(this.collection, this.scope, listing);
    if (known !== undefined) return known as readonly Listed<T>[];
    const all: Listed<T>[] = [];
    let lengthInTurn = 0;
    for (let after = listing.after; ; ) {
      const limit = Math.min(stretchRows, (listing.limit ?? Number.POSITIVE_INFINITY) - all.length);
      const { found, length } = this.#read({ ...listing, limit, ...(after === undefined ? {} : { after }) });
      if (found.length < stretchRows && all.length === 0) {
        lists?.set(this.collection, this.scope, listing, found, length);
        return found;
      }
      all.push(...found);
      const last = found.at(-1);
      if (last === undefined || found.length < limit || all.length === listing.limit) return all;
      after = last.place;
      lengthInTurn += length;
      if (lengthInTurn < turnLengthMax) continue;
      await turns.take();
      lengthInTurn = 0;
    }
  }

  /** With how long the records are, as text. */
  #read(listing: Listing): { readonly found: readonly Listed<T>[]; readonly length: number } {
    const { text, values } = listingSql(this.collection, this.scope, listing);
    const rows = this.reading.checked().all(text, ...values) as unknown as readonly ListingRow[];
    const found = rows.map((row) => listed(row, this.decode(row.id, row.body)));
    return { found, length: rows.reduce((sum, { body }) => sum + body.length, 0) };
  }

  async count(of?: { readonly index: string; readonly key?: string }): Promise<number> {
    const connection = this.reading.checked();
    const { name } = this.collection;
    if (of === undefined) return Number(connection.get(countAll, name, this.scope)?.['n']);
    checkIndex(this.collection, of.index);
    if (of.key === undefined) return Number(connection.get(countIndex, name, this.scope, of.index)?.['n']);
    return Number(connection.get(countKey, name, this.scope, of.index, of.key)?.['n']);
  }

  protected find(id: string): Entry<T> | undefined {
    const known = this.reading.cache?.get(this.collection, this.scope, id);
    if (known !== undefined) return known as Entry<T>;
    const row = this.reading.checked().get(findOne, this.collection.name, this.scope, id);
    if (row === undefined) return undefined;
    const entry = { record: this.decode(id, String(row['body'])), rev: Number(row['rev']) };
    this.reading.cache?.set(this.collection, this.scope, id, entry);
    return entry;
  }

  protected decode(id: string, body: string): T {
    return this.reading.codec.decode(this.collection, this.scope, id, body);
  }
}

const findOne = 'SELECT rev, body FROM documents WHERE collection = ? AND scope = ? AND id = ?';
const countAll = 'SELECT count(*) AS n FROM documents WHERE collection = ? AND scope = ?';
const countIndex = 'SELECT count(*) AS n FROM index_rows WHERE collection = ? AND scope = ? AND name = ?';
const countKey = 'SELECT count(*) AS n FROM index_rows WHERE collection = ? AND scope = ? AND name = ? AND key = ?';
