import type { Codec } from '../codec.ts';
import { isHoldable } from '../keys.ts';
import { checkIndex, type ListingRow, listed, listingSql } from '../listing.ts';
import type { Collection, CollectionReader, Entry, Listed, Listing } from '../port.ts';
import type { Querying } from './querying.ts';

/** Rows of one query: reading more of them at once would hold up others. */
const stretchRows = 500;

export class PostgresCollectionReader<T extends object> implements CollectionReader<T> {
  protected readonly querying: Querying;
  protected readonly codec: Codec;
  protected readonly collection: Collection<T>;
  protected readonly scope: string;

  constructor(querying: Querying, codec: Codec, collection: Collection<T>, scope: string) {
    this.querying = querying;
    this.codec = codec;
    this.collection = collection;
    this.scope = scope;
  }

  async get(id: string): Promise<T | undefined> {
    return (await this.entry(id))?.record;
  }

  async entry(id: string): Promise<Entry<T> | undefined> {
    if (!isHoldable(id)) return undefined;
    const [row] = await this.querying.all(findOne, this.collection.name, this.scope, id);
    return row && { record: this.#decode(id, String(row['body'])), rev: Number(row['rev']) };
  }

  async list(listing: Listing = {}): Promise<readonly Listed<T>[]> {
    if (!isHoldable(`${listing.key ?? ''}${listing.prefix ?? ''}${listing.from ?? ''}`)) return [];
    const all: Listed<T>[] = [];
    for (let after = listing.after; ; ) {
      const limit = Math.min(stretchRows, (listing.limit ?? Number.POSITIVE_INFINITY) - all.length);
      const found = await this.#read({ ...listing, limit, ...(after === undefined ? {} : { after }) });
      if (found.length < stretchRows && all.length === 0) return found;
      all.push(...found);
      const last = found.at(-1);
      if (last === undefined || found.length < limit || all.length === listing.limit) return all;
      after = last.place;
    }
  }

  async #read(listing: Listing): Promise<readonly Listed<T>[]> {
    const { text, values } = listingSql(this.collection, this.scope, listing);
    const rows = (await this.querying.all(text, ...values)) as unknown as readonly ListingRow[];
    return rows.map((row) => listed(row, this.#decode(row.id, row.body)));
  }

  async count(of?: { readonly index: string; readonly key?: string }): Promise<number> {
    const { name } = this.collection;
    if (of !== undefined) checkIndex(this.collection, of.index);
    if (of?.key !== undefined && !isHoldable(of.key)) return 0;
    const [row] = await (of === undefined
      ? this.querying.all(countAll, name, this.scope)
      : of.key === undefined
        ? this.querying.all(countIndex, name, this.scope, of.index)
        : this.querying.all(countKey, name, this.scope, of.index, of.key));
    return Number(row?.['n']);
  }

  #decode(id: string, body: string): T {
    return this.codec.decode(this.collection, this.scope, id, body);
  }
}

const findOne = 'SELECT rev, body FROM documents WHERE collection = ? AND scope = ? AND id = ?';
const countAll = 'SELECT count(*) AS n FROM documents WHERE collection = ? AND scope = ?';
const countIndex = 'SELECT count(*) AS n FROM index_rows WHERE collection = ? AND scope = ? AND name = ?';
const countKey = 'SELECT count(*) AS n FROM index_rows WHERE collection = ? AND scope = ? AND name = ? AND key = ?';
