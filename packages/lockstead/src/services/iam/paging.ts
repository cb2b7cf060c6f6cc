/** IAM's pages: Marker and MaxItems in, IsTruncated and Marker out. AWS's reference says of MaxItems that fewer may be returned while there are more. */
import type { RequestContext } from '#service/request-context';
import type { CollectionReader, Listing } from '#store/port';
import { readPageToken, writePageToken } from '../paging/page-token.ts';
import * as pages from '../paging/pages.ts';
import { ValidationError } from './errors.ts';

export { recordsOf, type Source } from '../paging/pages.ts';

const itemsDefault = 100;

/** The members by which IAM's lists are asked for a page. */
export interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** The members by which IAM's lists say whether they go on. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

type Filters = readonly (string | undefined)[];

/** `filters` is whatever else shaped the list: a marker only goes on where they are the same. `show` and `weigh` as in paging/pages.ts. */
export async function pageThrough<Row, T>(
  sources: readonly pages.Source<Row>[],
  input: PageInput,
  context: RequestContext,
  operation: string,
  filters: Filters,
  show: (record: Row) => Promise<T | undefined> | T | undefined,
  weigh?: (item: T) => number,
): Promise<Page<T>> {
  return shown(await pages.pageThrough(sources, requestOf(input, context, operation, filters), show, weigh));
}

/** A page of a collection, of all that `keep` keeps. */
export async function page<T extends object>(
  collection: CollectionReader<T>,
  listing: Pick<Listing, 'index' | 'key' | 'prefix'>,
  input: PageInput,
  context: RequestContext,
  operation: string,
  filters: Filters = [],
  keep?: (record: T) => boolean,
): Promise<Page<T>> {
  const show = (record: T): T | undefined => (keep === undefined || keep(record) ? record : undefined);
  return await pageThrough([pages.recordsOf('0', collection, listing)], input, context, operation, filters, show);
}

/** A page of a list that is at hand whole, in the order of `place`, which no two items share. For lists that quotas keep short. */
export function pageOf<T>(
  all: readonly T[],
  place: (item: T) => string,
  input: PageInput,
  context: RequestContext,
  operation: string,
  filters: Filters = [],
): Page<T> {
  return shown(pages.pageOf(all, place, requestOf(input, context, operation, filters)));
}

/** For a list of which each item is work: where it goes on, and the marker that says so. */
export function placeOf(
  { Marker }: PageInput,
  context: RequestContext,
  operation: string,
  filters: Filters,
): string | undefined {
  if (Marker === undefined) return undefined;
  const place = readPageToken(Marker, [context.account, operation, ...filters]);
  if (place === undefined) throw ValidationError.marker();
  return place;
}

/** The counterpart of `placeOf`. */
export function markerOf(place: string, context: RequestContext, operation: string, filters: Filters): string {
  return writePageToken(place, [context.account, operation, ...filters]);
}

function requestOf(input: PageInput, context: RequestContext, operation: string, filters: Filters): pages.PageRequest {
  return {
    token: input.Marker,
    limit: input.MaxItems ?? itemsDefault,
    boundTo: [context.account, operation, ...filters],
    refusal: () => ValidationError.marker(),
  };
}

function shown<T>({ items, next }: pages.Page<T>): Page<T> {
  return next === undefined ? { items, IsTruncated: false } : { items, IsTruncated: true, Marker: next };
}
