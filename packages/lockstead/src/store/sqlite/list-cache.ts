/**
 * Short lists of committed records in memory, decoded: those of one key of an index, such as the grants of one principal on one key. They are
 * asked for with nearly every request and seldom change. A change of any record of a collection in a scope forgets all its lists there, before
 * anybody hears that the change is done.
 */
import type { Change, Collection, Listed, Listing } from '../port.ts';
import { scopeKey } from '../scope.ts';
import { freeze } from './frozen.ts';

/** Longer lists are read page by page anyway. */
const recordsMax = 16;
/** Of one list, and of all of them, as text. Beyond the latter all go: what is used comes back with its next reading. */
const lengthMax = 16 * 1024;
const lengthMaxInAll = 16 * 1024 * 1024;
/** What a list takes beside its records. */
const listLength = 256;

interface Kept {
  readonly found: readonly Listed<object>[];
  readonly length: number;
}

export class ListCache {
  /** By collection and scope, then by index, key and limit. */
  readonly #groups = new Map<string, Map<string, Kept>>();
  #length = 0;

  get(collection: Collection<never>, scope: string, listing: Listing): readonly Listed<object>[] | undefined {
    if (!isKept(collection, listing)) return undefined;
    return this.#groups.get(groupOf(collection.name, scope))?.get(keyOf(listing))?.found;
  }

  /** Keeps a list as it is committed now, if it is short. `length` is that of its records as text. It is shared from here on, and frozen. */
  set(
    collection: Collection<never>,
    scope: string,
    listing: Listing,
    found: readonly Listed<object>[],
    length: number,
  ): void {
    if (!isKept(collection, listing) || found.length > recordsMax || length > lengthMax) return;
    freeze(found);
    if (this.#length > lengthMaxInAll) this.#forgetAll();
    const name = groupOf(collection.name, scope);
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = new Map();
      this.#groups.set(name, group);
    }
    const key = keyOf(listing);
    const kept = { found, length: length + key.length + listLength };
    this.#length += kept.length - (group.get(key)?.length ?? 0);
    group.set(key, kept);
  }

  forget(changes: readonly Change[]): void {
    for (const { collection, scope } of changes) {
      const name = groupOf(collection, scopeKey(scope));
      const group = this.#groups.get(name);
      if (group === undefined) continue;
      for (const { length } of group.values()) this.#length -= length;
      this.#groups.delete(name);
    }
  }

  #forgetAll(): void {
    this.#groups.clear();
    this.#length = 0;
  }
}

/** Only what the change feed tells of. Pages and prefixes are read where they lie. */
function isKept({ feed }: Collection<never>, { index, key, prefix, from, after }: Listing): boolean {
  const isWhole = prefix === undefined && from === undefined && after === undefined;
  return feed !== false && index !== undefined && key !== undefined && isWhole;
}

function groupOf(collection: string, scope: string): string {
  return `${collection}\n${scope}`;
}

function keyOf({ index, key, limit }: Listing): string {
  return `${index}\n${limit ?? ''}\n${key}`;
}
