/** The SQL of listings, in the words that SQLite and PostgreSQL share; `?` stands for a parameter. Texts sort by their bytes. */
import { invariant } from '#kernel/invariant';
import { formatPlace, parsePlace } from './place.ts';
import type { Collection, Listed, Listing } from './port.ts';

export interface Sql {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** Answers rows of id, rev, body and, with an index, key. */
export function listingSql(collection: Collection<never>, scope: string, listing: Listing): Sql {
  const values: (string | number)[] = [collection.name, scope];
  const terms: string[] = [];
  const term = (text: string, ...more: string[]): void => {
    terms.push(text);
    values.push(...more);
  };
  const prefixed = (column: string): void => {
    if (listing.from !== undefined) term(`AND ${column} >= ?`, listing.from);
    if (listing.prefix === undefined || listing.prefix === '') return;
    const end = afterPrefix(listing.prefix);
    term(`AND ${column} >= ?`, listing.prefix);
    if (end !== undefined) term(`AND ${column} < ?`, end);
  };

  let from: string;
  let order: string;
  if (listing.index === undefined) {
    invariant(listing.key === undefined, `${collection.name}: a key without an index`);
    from = 'SELECT d.id, d.rev, d.body, NULL AS key FROM documents d WHERE d.collection = ? AND d.scope = ?';
    order = 'ORDER BY d.id';
    prefixed('d.id');
    if (listing.after !== undefined) term('AND d.id > ?', String(parsePlace(listing.after, ['string'])[0]));
  } else {
    checkIndex(collection, listing.index);
    from =
      'SELECT i.id, d.rev, d.body, i.key FROM index_rows i CROSS JOIN documents d ' +
      'WHERE d.collection = i.collection AND d.scope = i.scope AND d.id = i.id AND i.collection = ? AND i.scope = ?';
    term('AND i.name = ?', listing.index);
    const after = listing.after === undefined ? undefined : parsePlace(listing.after, ['string', 'string']).map(String);
    if (listing.key !== undefined) {
      order = 'ORDER BY i.id';
      term('AND i.key = ?', listing.key);
      prefixed('i.id');
      if (after?.[1] !== undefined) term('AND i.id > ?', after[1]);
    } else {
      order = 'ORDER BY i.key, i.id';
      prefixed('i.key');
      if (after?.[0] !== undefined && after[1] !== undefined) term('AND (i.key, i.id) > (?, ?)', after[0], after[1]);
    }
  }
  if (listing.limit !== undefined) values.push(listing.limit);
  const limit = listing.limit === undefined ? '' : ' LIMIT ?';
  return { text: `${from} ${terms.join(' ')} ${order}${limit}`, values };
}

export interface ListingRow {
  readonly id: string;
  readonly rev: number;
  readonly body: string;
  readonly key: string | null;
}

export function listed<T>(row: ListingRow, record: T): Listed<T> {
  return { record, rev: row.rev, place: formatPlace(row.key === null ? [row.id] : [row.key, row.id]) };
}

export function checkIndex(collection: Collection<never>, index: string): void {
  invariant(collection.indexes?.[index] !== undefined, `${collection.name} has no index ${index}`);
}

/** The first text, by bytes of UTF-8, after all that begin with `prefix`; `undefined` where there is none. */
export function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (char) => char.codePointAt(0) ?? 0);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  if (last === undefined) return undefined;
  // What lies between is kept for surrogates and has no bytes of its own.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}
