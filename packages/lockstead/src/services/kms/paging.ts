/** The pages of KMS: Marker and Limit in, NextMarker and Truncated out. */
import type { RequestContext } from '#service/request-context';
import type { CollectionReader, Listing } from '#store/port';
import * as pages from '../paging/pages.ts';
import { InvalidMarker } from './errors.ts';
import { kmsLimits } from './limits.ts';

interface PageInput {
  readonly Marker?: string | undefined;
  readonly Limit?: number | undefined;
}

export interface Page<T> {
  readonly items: T[];
  readonly more: { readonly Truncated: boolean; readonly NextMarker?: string };
}

/** What a list is of, so that a marker goes on in no other. */
export interface Listed {
  readonly operation: string;
  readonly filters?: readonly (string | undefined)[];
  readonly pageSize?: number;
}

function requestOf(input: PageInput, context: RequestContext, listed: Listed): pages.PageRequest {
  const { operation, filters = [], pageSize = kmsLimits.PageSize } = listed;
  return {
    token: input.Marker,
    limit: input.Limit ?? pageSize,
    boundTo: [context.account, context.region, operation, ...filters],
    refusal: () => new InvalidMarker(),
  };
}

const shown = <T>({ items, next }: pages.Page<T>): Page<T> => ({
  items: [...items],
  more: next === undefined ? { Truncated: false } : { Truncated: true, NextMarker: next },
});

/** A page of a collection. What `show` answers is listed, but for `undefined`. */
export async function pageOf<Row extends object, T>(
  collection: CollectionReader<Row>,
  listing: Pick<Listing, 'index' | 'key'>,
  input: PageInput,
  context: RequestContext,
  listed: Listed,
  show: (record: Row) => Promise<T | undefined> | T | undefined,
): Promise<Page<T>> {
  const source = pages.recordsOf('0', collection, listing);
  return shown(await pages.pageThrough([source], requestOf(input, context, listed), show));
}

/** The same, with a few names before the records, in their order, that stand in no collection. */
export async function pageOfNamesAnd<Row extends object, T>(
  names: readonly string[],
  collection: CollectionReader<Row>,
  input: PageInput,
  context: RequestContext,
  listed: Listed,
  show: (record: Row | { readonly name: string }) => T,
): Promise<Page<T>> {
  const first: pages.Source<Row | { readonly name: string }> = {
    tag: 'n',
    rows: async (after, limit) => {
      const rest = [...names].sort().filter((name) => after === undefined || name > after);
      return rest.slice(0, limit).map((name) => ({ place: name, record: { name } }));
    },
  };
  const sources = [first, pages.recordsOf('0', collection)];
  return shown(await pages.pageThrough(sources, requestOf(input, context, listed), show));
}

/** A page of a short list that is at hand whole. */
export function pageOfAll<T>(
  all: readonly T[],
  place: (item: T) => string,
  input: PageInput,
  context: RequestContext,
  listed: Listed,
): Page<T> {
  return shown(pages.pageOf(all, place, requestOf(input, context, listed)));
}
