/**
 * Pages of lists, for any service; what the members of its requests and answers are called is the service's own.
 *
 * All lists of records go through here, so that none holds up other requests: a page looks at a bounded number of records, and gives others
 * their turn between stretches of them. A page whose filter leaves out most of what it looks at ends early, with a token that goes on.
 */
import type { AwsError } from '#kernel/aws-error';
import { Gathering } from '#kernel/turns';
import { NotAPlace } from '#store/place';
import type { CollectionReader, Listing } from '#store/port';
import { type BoundTo, readPageToken, writePageToken } from './page-token.ts';

/** Records that one page looks at. */
const lookedAtMax = 2_000;
/** So much text is written into one answer: some 25 ms of work. */
const lengthMax = 512 * 1024;
/** Records between two turns, and how much text of them. */
const stretch = 100;
const stretchLengthMax = 128 * 1024;

/** What one page is asked for, whatever the service calls it. */
export interface PageRequest {
  /** What the page before gave out; `undefined` for the first. */
  readonly token: string | undefined;
  /** Items of one page. */
  readonly limit: number;
  /** The account, the operation, and whatever else shaped the list. */
  readonly boundTo: BoundTo;
  /** The service's error for a token that is not of this list. */
  readonly refusal: () => AwsError;
}

/** What one page has. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Absent at the end of the list. */
  readonly next?: string;
}

/** One of the lists that a page goes through, in their order. */
export interface Source<Row> {
  /** One character: which list a token goes on in. */
  readonly tag: string;
  /** At most `limit` rows after the place of one of them, in order. */
  rows(after: string | undefined, limit: number): Promise<readonly { readonly place: string; readonly record: Row }[]>;
}

/**
 * `show` answers what is listed for a record, or `undefined` for one that is left out; `weigh`, how long that is as text: a page ends where it
 * gets too long to be written at once.
 */
export async function pageThrough<Row, T>(
  sources: readonly Source<Row>[],
  request: PageRequest,
  show: (record: Row) => Promise<T | undefined> | T | undefined,
  weigh: (item: T) => number = () => 0,
): Promise<Page<T>> {
  const { limit: wanted, boundTo, refusal } = request;
  const start = startOf(request);
  const first = start === undefined ? 0 : sources.findIndex(({ tag }) => tag === start.slice(0, 1));
  if (first < 0) throw refusal();
  using work = new Gathering();
  const items: T[] = [];
  let [lookedAt, length, sinceTurn] = [0, 0, 0];
  let place = start;
  const more = (): Page<T> => ({ items, next: writePageToken(place ?? '', boundTo) });
  for (const [at, source] of sources.slice(first).entries()) {
    let after = at === 0 ? start?.slice(1) : undefined;
    for (;;) {
      // One more than is wanted tells whether the list goes on.
      const limit = lookedAt === 0 ? Math.min(stretch, wanted + 1) : stretch;
      const rows = await rowsAfter(source, after, limit, refusal);
      for (const row of rows) {
        const shown = await show(row.record);
        if (shown !== undefined) {
          if (items.length === wanted) return more();
          items.push(shown);
          const weight = weigh(shown);
          length += weight;
          sinceTurn += weight;
        }
        place = source.tag + row.place;
        lookedAt += 1;
        if (length > lengthMax && items.length < wanted) return more();
        if (sinceTurn > stretchLengthMax) {
          await work.turn();
          sinceTurn = 0;
        }
      }
      after = rows.at(-1)?.place ?? after;
      if (rows.length < limit) break;
      if (lookedAt >= lookedAtMax) return more();
      await work.turn();
    }
  }
  return { items };
}

/** The records of a collection as one of the lists of a page. */
export function recordsOf<T extends object>(
  tag: string,
  collection: CollectionReader<T>,
  listing: Pick<Listing, 'index' | 'key' | 'prefix'> = {},
): Source<T> {
  return {
    tag,
    rows: async (after, limit) =>
      await collection.list({ ...listing, limit, ...(after === undefined ? {} : { after }) }),
  };
}

/** A page of a list that is at hand whole, in the order of `place`, which no two items share. For lists that quotas keep short. */
export function pageOf<T>(all: readonly T[], place: (item: T) => string, request: PageRequest): Page<T> {
  const after = startOf(request);
  const rest = [...all]
    .sort((a, b) => (place(a) < place(b) ? -1 : 1))
    .filter((item) => after === undefined || place(item) > after);
  const items = rest.slice(0, request.limit);
  const last = items.at(-1);
  const isMore = rest.length > items.length && last !== undefined;
  return isMore ? { items, next: writePageToken(place(last), request.boundTo) } : { items };
}

function startOf({ token, boundTo, refusal }: PageRequest): string | undefined {
  if (token === undefined) return undefined;
  const place = readPageToken(token, boundTo);
  if (place === undefined) throw refusal();
  return place;
}

/** A token's binding can be made up by whoever reads how it is made; what it leads to is then no place, and the token's fault. */
async function rowsAfter<Row>(
  source: Source<Row>,
  after: string | undefined,
  limit: number,
  refusal: () => AwsError,
): ReturnType<Source<Row>['rows']> {
  try {
    return await source.rows(after, limit);
  } catch (error) {
    if (error instanceof NotAPlace) throw refusal();
    throw error;
  }
}
