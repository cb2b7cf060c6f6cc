/**
 * IAM's pages: Marker and MaxItems in, IsTruncated and Marker out. A marker is opaque and bound to its account, operation and filters:
 * one that came from elsewhere is refused.
 */
import { createHash } from 'node:crypto';
import type { RequestContext } from '#service/request-context';
import { NotAPlace } from '#store/place';
import type { CollectionReader, Listed, Listing } from '#store/port';
import { ValidationError } from './errors.ts';

const itemsDefault = 100;

export interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

/** `filters` is whatever else shaped the list: a marker only goes on where they are the same. */
export async function page<T extends object>(
  collection: CollectionReader<T>,
  listing: Pick<Listing, 'index' | 'key' | 'prefix'>,
  input: PageInput,
  context: RequestContext,
  operation: string,
  filters: readonly (string | undefined)[] = [],
  keep: (record: T) => boolean = () => true,
): Promise<Page<T>> {
  const binding = bindingOf(context.account, operation, filters);
  const wanted = input.MaxItems ?? itemsDefault;
  let after = input.Marker === undefined ? undefined : readMarker(input.Marker, binding);
  const kept: Listed<T>[] = [];
  // One more than wanted tells whether the list goes on. Filters are applied here, so several reads may be needed.
  for (;;) {
    const rows = await listAfter(collection, { ...listing, limit: wanted + 1 }, after);
    for (const row of rows) if (keep(row.record)) kept.push(row);
    after = rows.at(-1)?.place;
    if (kept.length > wanted || rows.length <= wanted) break;
  }
  const items = kept.slice(0, wanted);
  const last = items.at(-1);
  const more = kept.length > wanted && last !== undefined;
  return {
    items: items.map(({ record }) => record),
    IsTruncated: more,
    ...(more ? { Marker: writeMarker(last.place, binding) } : {}),
  };
}

/** A marker's binding can be forged by whoever reads this; what it leads to is then no place, and the marker's fault. */
async function listAfter<T extends object>(
  collection: CollectionReader<T>,
  listing: Listing,
  after: string | undefined,
): Promise<readonly Listed<T>[]> {
  if (after === undefined) return await collection.list(listing);
  try {
    return await collection.list({ ...listing, after });
  } catch (error) {
    if (error instanceof NotAPlace) throw ValidationError.marker();
    throw error;
  }
}

/** A page of a list that is at hand whole, in the order of `place`, which no two items share. */
export function pageOf<T>(
  all: readonly T[],
  place: (item: T) => string,
  input: PageInput,
  context: RequestContext,
  operation: string,
  filters: readonly (string | undefined)[] = [],
): Page<T> {
  const binding = bindingOf(context.account, operation, filters);
  const after = input.Marker === undefined ? undefined : readMarker(input.Marker, binding);
  const rest = [...all]
    .sort((a, b) => (place(a) < place(b) ? -1 : 1))
    .filter((item) => after === undefined || place(item) > after);
  const items = rest.slice(0, input.MaxItems ?? itemsDefault);
  const last = items.at(-1);
  const more = rest.length > items.length && last !== undefined;
  return { items, IsTruncated: more, ...(more ? { Marker: writeMarker(place(last), binding) } : {}) };
}

function bindingOf(account: string, operation: string, filters: readonly (string | undefined)[]): string {
  const all = [account, operation, ...filters.map((filter) => filter ?? '\u0000')];
  return createHash('sha256').update(JSON.stringify(all)).digest('base64url').slice(0, 12);
}

function writeMarker(place: string, binding: string): string {
  return Buffer.from(`${binding}${place}`).toString('base64url');
}

function readMarker(marker: string, binding: string): string {
  const text = Buffer.from(marker, 'base64url').toString();
  if (!text.startsWith(binding)) throw ValidationError.marker();
  return text.slice(binding.length);
}
