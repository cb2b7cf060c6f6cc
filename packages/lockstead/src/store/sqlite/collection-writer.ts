import type { Codec } from '../codec.ts';
import { type IndexKeys, idOf, indexKeys, keysBeyond } from '../keys.ts';
import { type Collection, type CollectionWriter, Conflict } from '../port.ts';
import type { Told } from '../told.ts';
import { SqliteCollectionReader } from './collection-reader.ts';
import type { WritingConnection } from './connection.ts';

export interface Writing {
  readonly codec: Codec;
  readonly checked: () => WritingConnection;
  readonly tell: (change: Told) => void;
}

interface Stored {
  readonly rev: number;
  readonly body: string;
  readonly keys: string;
}

export class SqliteCollectionWriter<T extends object> extends SqliteCollectionReader<T> implements CollectionWriter<T> {
  readonly #writing: Writing;

  constructor(writing: Writing, collection: Collection<T>, scope: string) {
    super(writing, collection, scope);
    this.#writing = writing;
  }

  async insert(record: T): Promise<void> {
    const id = idOf(this.collection, record);
    if (this.#stored(id) !== undefined) throw this.#conflict(id, 'there is one already');
    this.#write(id, record, undefined);
  }

  async update(record: T, expected?: number): Promise<void> {
    const id = idOf(this.collection, record);
    const old = this.#stored(id);
    if (old === undefined) throw this.#conflict(id, 'there is none');
    if (expected !== undefined && old.rev !== expected) {
      throw this.#conflict(id, `is at revision ${old.rev}, not ${expected}`);
    }
    this.#write(id, record, old);
  }

  async put(record: T): Promise<void> {
    const id = idOf(this.collection, record);
    this.#write(id, record, this.#stored(id));
  }

  async delete(id: string): Promise<boolean> {
    const old = this.#stored(id);
    if (old === undefined) return false;
    this.#reindex(id, JSON.parse(old.keys) as IndexKeys, {});
    this.#run(deleteOne, this.collection.name, this.scope, id);
    this.#tell(id, old.rev + 1, old.body, undefined);
    return true;
  }

  #write(id: string, record: T, old: Stored | undefined): void {
    const body = this.#writing.codec.encode(this.collection, this.scope, id, record);
    const keys = indexKeys(this.collection, record);
    const keysText = JSON.stringify(keys);
    const rev = (old?.rev ?? 0) + 1;
    if (keysText !== (old?.keys ?? '{}')) this.#reindex(id, JSON.parse(old?.keys ?? '{}') as IndexKeys, keys);
    this.#run(upsert, this.collection.name, this.scope, id, rev, body, keysText);
    this.#tell(id, rev, old?.body, body);
  }

  #reindex(id: string, old: IndexKeys, next: IndexKeys): void {
    const place = [this.collection.name, this.scope] as const;
    const added = keysBeyond(next, old);
    for (const [name, key] of added) {
      if (!this.collection.unique?.includes(name)) continue;
      const holder = this.#writing.checked().get(holderOfKey, ...place, name, key);
      if (holder !== undefined) throw this.#conflict(id, `${name} ${key} is taken by ${holder['id']}`);
    }
    for (const [name, key] of keysBeyond(old, next)) this.#run(deleteKey, ...place, name, key, id);
    for (const [name, key] of added) this.#run(insertKey, ...place, name, key, id);
  }

  #stored(id: string): Stored | undefined {
    return this.#writing.checked().get(storedOne, this.collection.name, this.scope, id) as Stored | undefined;
  }

  #tell(id: string, rev: number, before: string | undefined, after: string | undefined): void {
    if (this.collection.feed === false) return;
    this.#writing.tell({ scope: this.scope, collection: this.collection.name, id, rev, before, after });
  }

  #run(sql: string, ...values: (string | number)[]): void {
    this.#writing.checked().run(sql, ...values);
  }

  #conflict(id: string, what: string): Conflict {
    return new Conflict(this.collection.name, id, what);
  }
}

const storedOne = 'SELECT rev, body, keys FROM documents WHERE collection = ? AND scope = ? AND id = ?';
const upsert =
  'INSERT INTO documents (collection, scope, id, rev, body, keys) VALUES (?, ?, ?, ?, ?, ?) ' +
  'ON CONFLICT DO UPDATE SET rev = excluded.rev, body = excluded.body, keys = excluded.keys';
const deleteOne = 'DELETE FROM documents WHERE collection = ? AND scope = ? AND id = ?';
const holderOfKey = 'SELECT id FROM index_rows WHERE collection = ? AND scope = ? AND name = ? AND key = ? LIMIT 1';
const insertKey = 'INSERT INTO index_rows (collection, scope, name, key, id) VALUES (?, ?, ?, ?, ?)';
const deleteKey = 'DELETE FROM index_rows WHERE collection = ? AND scope = ? AND name = ? AND key = ? AND id = ?';
