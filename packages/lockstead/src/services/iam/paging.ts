/**
 * IAM's pages: Marker and MaxItems in, IsTruncated and Marker out. A marker is opaque and bound to its account, operation and filters:
 * one that came from elsewhere is refused.
 *
 * All lists of records go through here, so that none holds up other requests: a page looks at a bounded number of records, and gives others
 * their turn between stretches of them. A page whose filter leaves out most of what it looks at ends early, with a marker: AWS's reference says
 * of MaxItems that fewer may be returned while there are more.
 */
import { createHash } from 'node:crypto';
import { Gathering } from '#kernel/turns';
import type { RequestContext } from '#service/request-context';
import { NotAPlace } from '#store/place';
import type { CollectionReader, Listing } from '#store/port';
import { ValidationError } from './errors.ts';

const itemsDefault = 100;
/** Records that one page looks at. */
const lookedAtMax = 2_000;
/** So much text is written into one answer: some 25 ms of work. */
const lengthMax = 512 * 1024;
/** Records between two turns, and how much text of them. */
const stretch = 100;
const stretchLengthMax = 128 * 1024;

export interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

/** One of the lists that a page goes through, in their order. */
export interface Source<Row> {
  /** One character: which list a marker goes on in. */
  readonly tag: string;
  /** At most `limit` rows after the place of one of them, in order. */
  rows(after: string | undefined, limit: number): Promise<readonly { readonly place: string; readonly record: Row }[]>;
}

/**
 * `filters` is whatever else shaped the list: a marker only goes on where they are the same. `show` answers what is listed for a record, or
 * `undefined` for one that is left out; `weigh`, how long that is as text: a page ends where it gets too long to be written at once.
 */
export async function pageThrough<Row, T>(
  sources: readonly Source<Row>[],
  input: PageInput,
  context: RequestContext,
  operation: string,
  filters: readonly (string | undefined)[],
  show: (record: Row) => Promise<T | undefined> | T | undefined,
  weigh: (item: T) => number = () => 0,
): Promise<Page<T>> {
  const binding = bindingOf(context.account, operation, filters);
  const wanted = input.MaxItems ?? itemsDefault;
  const marker = input.Marker === undefined ? undefined : readMarker(input.Marker, binding);
  const first = marker === undefined ? 0 : sources.findIndex(({ tag }) => tag === marker.slice(0, 1));
  if (first < 0) throw ValidationError.marker();
  using work = new Gathering();
  const items: T[] = [];
  let [lookedAt, length, sinceTurn] = [0, 0, 0];
  let place = marker;
  const more = (): Page<T> => ({ items, IsTruncated: true, Marker: writeMarker(place ?? '', binding) });
  for (const [at, source] of sources.slice(first).entries()) {
    let after = at === 0 ? marker?.slice(1) : undefined;
    for (;;) {
      // One more than is wanted tells whether the list goes on.
      const limit = lookedAt === 0 ? Math.min(stretch, wanted + 1) : stretch;
      const rows = await known(() => source.rows(after, limit));
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
  return { items, IsTruncated: false };
}

/** A page of a collection, of all that `keep` keeps. */
export async function page<T extends object>(
  collection: CollectionReader<T>,
  listing: Pick<Listing, 'index' | 'key' | 'prefix'>,
  input: PageInput,
  context: RequestContext,
  operation: string,
  filters: readonly (string | undefined)[] = [],
  keep?: (record: T) => boolean,
): Promise<Page<T>> {
  const show = (record: T): T | undefined => (keep === undefined || keep(record) ? record : undefined);
  return await pageThrough([recordsOf('0', collection, listing)], input, context, operation, filters, show);
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

/** A marker's binding can be forged by whoever reads this; what it leads to is then no place, and the marker's fault. */
async function known<R>(read: () => Promise<R>): Promise<R> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NotAPlace) throw ValidationError.marker();
    throw error;
  }
}

/** A page of a list that is at hand whole, in the order of `place`, which no two items share. For lists that quotas keep short. */
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
