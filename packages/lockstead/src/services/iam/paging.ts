/**
 * IAM's pages: Marker and MaxItems in, IsTruncated and Marker out. A marker is opaque and bound to its account, operation and filters:
 * one that came from elsewhere is refused.
 */
import { createHash } from 'node:crypto';
import type { RequestContext } from '#service/request-context';
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
    const rows = await collection.list({ ...listing, ...(after === undefined ? {} : { after }), limit: wanted + 1 });
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
