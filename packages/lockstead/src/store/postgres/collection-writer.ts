import type { Codec } from '../codec.ts';
import { type IndexKeys, idOf, indexKeys, isHoldable, keysBeyond } from '../keys.ts';
import { type Collection, type CollectionWriter, Conflict } from '../port.ts';
import type { Told } from '../told.ts';
import { PostgresCollectionReader } from './collection-reader.ts';
import type { Querying } from './querying.ts';

interface Stored {
  readonly rev: number;
  readonly body: string;
  readonly keys: string;
}

/** It reads before it writes and throws `Conflict` by itself. A statement that fails would end the whole transaction. */
export class PostgresCollectionWriter<T extends object>
  extends PostgresCollectionReader<T>
  implements CollectionWriter<T>
{
  readonly #tell: (change: Told) => void;

  constructor(
    querying: Querying,
    codec: Codec,
    tell: (change: Told) => void,
    collection: Collection<T>,
    scope: string,
  ) {
    super(querying, codec, collection, scope);
    this.#tell = tell;
  }

  async insert(record: T): Promise<void> {
    const id = idOf(this.collection, record);
    if ((await this.#stored(id)) !== undefined) throw this.#conflict(id, 'there is one already');
    await this.#write(id, record, undefined);
  }

  async update(record: T, expected?: number): Promise<void> {
    const id = idOf(this.collection, record);
    const old = await this.#stored(id);
    if (old === undefined) throw this.#conflict(id, 'there is none');
    if (expected !== undefined && old.rev !== expected) {
      throw this.#conflict(id, `is at revision ${old.rev}, not ${expected}`);
    }
    await this.#write(id, record, old);
  }

  async put(record: T): Promise<void> {
    const id = idOf(this.collection, record);
    await this.#write(id, record, await this.#stored(id));
  }

  async delete(id: string): Promise<boolean> {
    const old = await this.#stored(id);
    if (old === undefined) return false;
    await this.#reindex(id, JSON.parse(old.keys) as IndexKeys, {});
    await this.querying.all(deleteOne, this.collection.name, this.scope, id);
    this.#change(id, old.rev + 1, old.body, undefined);
    return true;
  }

  async #write(id: string, record: T, old: Stored | undefined): Promise<void> {
    const body = this.codec.encode(this.collection, this.scope, id, record);
    const keys = indexKeys(this.collection, record);
    const keysText = JSON.stringify(keys);
    const rev = (old?.rev ?? 0) + 1;
    if (keysText !== (old?.keys ?? '{}')) await this.#reindex(id, JSON.parse(old?.keys ?? '{}') as IndexKeys, keys);
    const place = [this.collection.name, this.scope, id] as const;
    if (old === undefined) await this.querying.all(insertOne, ...place, rev, body, keysText);
    else await this.querying.all(updateOne, rev, body, keysText, ...place);
    this.#change(id, rev, old?.body, body);
  }

  async #reindex(id: string, old: IndexKeys, next: IndexKeys): Promise<void> {
    const place = [this.collection.name, this.scope] as const;
    const added = keysBeyond(next, old);
    for (const [name, key] of added) {
      if (!this.collection.unique?.includes(name)) continue;
      const [holder] = await this.querying.all(holderOfKey, ...place, name, key);
      if (holder !== undefined) throw this.#conflict(id, `${name} ${key} is taken by ${holder['id']}`);
    }
    const gone = keysBeyond(old, next);
    if (gone.length > 0) await this.querying.all(deleteKeys, ...place, id, ...columns(gone));
    if (added.length > 0) await this.querying.all(insertKeys, ...place, id, ...columns(added));
  }

  async #stored(id: string): Promise<Stored | undefined> {
    if (!isHoldable(id)) return undefined;
    const [row] = await this.querying.all(storedOne, this.collection.name, this.scope, id);
    return row as Stored | undefined;
  }

  #change(id: string, rev: number, before: string | undefined, after: string | undefined): void {
    if (this.collection.feed === false) return;
    this.#tell({ scope: this.scope, collection: this.collection.name, id, rev, before, after });
  }

  #conflict(id: string, what: string): Conflict {
    return new Conflict(this.collection.name, id, what);
  }
}

/** Pairs of index and key as two arrays, one for each column. */
function columns(pairs: readonly (readonly [index: string, key: string])[]): [readonly string[], readonly string[]] {
  return [pairs.map(([name]) => name), pairs.map(([, key]) => key)];
}

const storedOne = 'SELECT rev, body, keys FROM documents WHERE collection = ? AND scope = ? AND id = ?';
const insertOne = 'INSERT INTO documents (collection, scope, id, rev, body, keys) VALUES (?, ?, ?, ?, ?, ?)';
const updateOne = 'UPDATE documents SET rev = ?, body = ?, keys = ? WHERE collection = ? AND scope = ? AND id = ?';
const deleteOne = 'DELETE FROM documents WHERE collection = ? AND scope = ? AND id = ?';
const holderOfKey = 'SELECT id FROM index_rows WHERE collection = ? AND scope = ? AND name = ? AND key = ? LIMIT 1';
// Each row is deleted by its whole key, so that a delete reads and locks only the rows that it removes.
const deleteKeys =
  'DELETE FROM index_rows i USING (SELECT ?::text AS collection, ?::text AS scope, ?::text AS id) d, ' +
  'unnest(?::text[], ?::text[]) AS k(name, key) ' +
  'WHERE i.collection = d.collection AND i.scope = d.scope AND i.name = k.name AND i.key = k.key AND i.id = d.id';
const insertKeys =
  'INSERT INTO index_rows (collection, scope, id, name, key) ' +
  'SELECT d.collection, d.scope, d.id, k.name, k.key ' +
  'FROM (SELECT ?::text AS collection, ?::text AS scope, ?::text AS id) d, unnest(?::text[], ?::text[]) AS k(name, key)';
