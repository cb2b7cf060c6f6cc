/** How a record becomes text in a database and back. Both drivers use it, so that a sealed member is sealed in either. */
import { InvariantBroken, invariant } from '#kernel/invariant';
import { Secret } from '#kernel/secret';
import type { Collection } from './port.ts';
import type { Sealer } from './seal.ts';

/** How a sealed member stands in the text, and so in the change feed. */
interface SealedText {
  readonly sealed: string;
}

export class Codec {
  readonly #sealer: Sealer;

  constructor(sealer: Sealer) {
    this.#sealer = sealer;
  }

  encode<T extends object>(collection: Collection<T>, scope: string, id: string, record: T): string {
    const members = collection.sealed ?? [];
    if (members.length === 0) return plain(collection, record);
    const copy = { ...record } as Record<string, unknown>;
    for (const member of members) {
      const value = copy[member];
      if (value === undefined) continue;
      invariant(value instanceof Secret, `${collection.name}: ${member} is to be sealed and is no Secret`);
      copy[member] = { sealed: this.#sealer.seal({ collection: collection.name, scope, id, member }, value) };
    }
    return plain(collection, copy);
  }

  decode<T extends object>(collection: Collection<T>, scope: string, id: string, body: string): T {
    const record = JSON.parse(body) as T & Record<string, unknown>;
    for (const member of collection.sealed ?? []) {
      const value = record[member] as SealedText | undefined;
      if (value === undefined) continue;
      const secret = this.#sealer.open({ collection: collection.name, scope, id, member }, value.sealed);
      (record as Record<string, unknown>)[member] = secret;
    }
    return record;
  }
}

/** INVARIANT: no `Secret` is left in the record; `Secret.toJSON` marks where one was, and then, only then, it is walked to be sure. */
function plain(collection: Collection<never>, record: object): string {
  const text = JSON.stringify(record);
  if (text.includes('"[secret]"')) refuseSecrets(collection, record);
  return text;
}

function refuseSecrets(collection: Collection<never>, value: unknown): void {
  if (value instanceof Secret) {
    throw new InvariantBroken(`${collection.name} holds a Secret in a member that it does not list as sealed`);
  }
  if (typeof value !== 'object' || value === null) return;
  for (const member of Object.values(value)) refuseSecrets(collection, member);
}

/** The index keys of a record: by index, each key once, in a stable order. */
export type IndexKeys = Readonly<Record<string, readonly string[]>>;

export function indexKeys<T extends object>(collection: Collection<T>, record: T): IndexKeys {
  const keys: Record<string, readonly string[]> = {};
  for (const [name, keysOf] of Object.entries(collection.indexes ?? {})) {
    const found = keysOf(record);
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
