/** The pages of Organizations: NextToken and MaxResults in, NextToken out. A page may be short or empty while there are more. */
import type { RequestContext } from '#service/request-context';
import type { CollectionReader, Listing } from '#store/port';
import * as pages from '../paging/pages.ts';
import { invalidInput } from './errors.ts';
import { organizationsLimits } from './limits.ts';

export { recordsOf, type Source } from '../paging/pages.ts';

interface PageInput {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

export interface Page<T> {
  readonly items: T[];
  readonly more: { readonly NextToken?: string };
}

function requestOf(
  input: PageInput,
  context: RequestContext,
  operation: string,
  filters: readonly (string | undefined)[],
): pages.PageRequest {
  return {
    token: input.NextToken,
    limit: input.MaxResults ?? organizationsLimits.PageSize,
    boundTo: [context.account, operation, ...filters],
    refusal: () => invalidInput('INVALID_NEXT_TOKEN', 'The next token is not one of this list.'),
  };
}

const shown = <T>({ items, next }: pages.Page<T>): Page<T> => ({
  items: [...items],
  more: next === undefined ? {} : { NextToken: next },
});

/** A page of a collection. `filters` is whatever else shaped the list; what `show` answers is listed, but for `undefined`. */
export async function pageOf<Row extends object, T>(
  collection: CollectionReader<Row>,
  listing: Pick<Listing, 'index' | 'key'>,
  input: PageInput,
  context: RequestContext,
  operation: string,
  filters: readonly (string | undefined)[],
  show: (record: Row) => Promise<T | undefined> | T | undefined,
): Promise<Page<T>> {
  const source = pages.recordsOf('0', collection, listing);
  return shown(await pages.pageThrough([source], requestOf(input, context, operation, filters), show));
}

/** A page that goes through several lists, one after the other. */
export async function pageOfSources<Row, T>(
  sources: readonly pages.Source<Row>[],
  input: PageInput,
  context: RequestContext,
  operation: string,
  filters: readonly (string | undefined)[],
  show: (record: Row) => Promise<T | undefined> | T | undefined,
): Promise<Page<T>> {
  return shown(await pages.pageThrough(sources, requestOf(input, context, operation, filters), show));
}

/** A short list that is at hand, in its order, as one of those that a page goes through. */
export function listOf<Row>(tag: string, all: readonly Row[], place: (row: Row) => string): pages.Source<Row> {
  const rows = all.map((record) => ({ place: place(record), record }));
  return {
    tag,
    rows: async (after, limit) => {
      const from = after === undefined ? 0 : rows.findIndex((row) => row.place === after) + 1;
      return rows.slice(from, from + limit);
    },
  };
}

/** A page of a list that is at hand whole and short. */
export function pageOfAll<T>(
  all: readonly T[],
  place: (item: T) => string,
  input: PageInput,
  context: RequestContext,
  operation: string,
  filters: readonly (string | undefined)[] = [],
): Page<T> {
  return shown(pages.pageOf(all, place, requestOf(input, context, operation, filters)));
}
