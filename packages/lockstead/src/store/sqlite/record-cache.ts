/**
 * Committed records in memory, decoded: a read from here costs a fraction of one from SQLite. A commit's changes are forgotten before anybody
 * hears that it is done, so that whoever knows of a write reads it. Only collections that stand in the change feed are kept.
 */
import type { Change, Collection, Entry } from '../port.ts';
import { scopeKey } from '../scope.ts';
import { freeze } from './frozen.ts';

/** A few kilobytes each at most; beyond this the oldest half goes. */
const recordsMax = 20_000;

export class RecordCache {
  #young = new Map<string, Entry<object>>();
  #old = new Map<string, Entry<object>>();

  get(collection: Collection<never>, scope: string, id: string): Entry<object> | undefined {
    const key = keyOf(collection.name, scope, id);
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.#keep(key, old);
    return old;
  }

  /** Keeps a record as it is committed now. It is shared from here on, and frozen. */
  set(collection: Collection<never>, scope: string, id: string, entry: Entry<object>): void {
    if (collection.feed === false) return;
    freeze(entry.record);
    this.#keep(keyOf(collection.name, scope, id), entry);
  }

  forget(changes: readonly Change[]): void {
    for (const { collection, scope, id } of changes) {
      const key = keyOf(collection, scopeKey(scope), id);
      this.#young.delete(key);
      this.#old.delete(key);
    }
  }

  #keep(key: string, entry: Entry<object>): void {
    if (this.#young.size >= recordsMax / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, entry);
  }
}

function keyOf(collection: string, scope: string, id: string): string {
  return `${collection}\n${scope}\n${id}`;
}
