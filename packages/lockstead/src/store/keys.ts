/** What may stand as an id or an index key: any text but the empty one, and none with a NUL, which PostgreSQL cannot hold. */
import { invariant } from '#kernel/invariant';
import type { Collection } from './port.ts';

export function isHoldable(text: string): boolean {
  return !text.includes('\0');
}

export function idOf<T extends object>(collection: Collection<T>, record: T): string {
  const id = collection.id(record);
  invariant(typeof id === 'string' && id !== '', `${collection.name}: a record without an id`);
  invariant(isHoldable(id), `${collection.name}: an id with a NUL`);
  return id;
}

/** The index keys of a record: by index, each key once, in a stable order. */
export type IndexKeys = Readonly<Record<string, readonly string[]>>;

export function indexKeys<T extends object>(collection: Collection<T>, record: T): IndexKeys {
  const keys: Record<string, readonly string[]> = {};
  for (const [name, keysOf] of Object.entries(collection.indexes ?? {})) {
    const found = keysOf(record);
    invariant(found.every(isHoldable), `${collection.name}: a key of ${name} with a NUL`);
    if (found.length > 0) keys[name] = found.length === 1 ? found : [...new Set(found)].sort();
  }
  return keys;
}

/** Those of `keys` that are not in `others`, as pairs of index and key. */
export function keysBeyond(keys: IndexKeys, others: IndexKeys): readonly (readonly [index: string, key: string])[] {
  return Object.entries(keys).flatMap(([name, list]) => {
    const known = new Set(others[name]);
    return list.filter((key) => !known.has(key)).map((key) => [name, key] as const);
  });
}
