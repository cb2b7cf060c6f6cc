/**
 * Lists as S3 makes them, over any ordered source of keys. Nothing here knows a store or a request.
 *
 * - This file goes through a source: prefix, delimiter, marker, number of items. What lies under a common prefix is not read but jumped over,
 *   so that a million keys under one cost a jump.
 * - `listings.ts` has the four operations' parameters and the members of their answers.
 * - `continuation-token.ts` and `list-text.ts` are the forms of tokens and of encoded keys, `key-order.ts` the order of keys.
 *
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html
 */
import { invariant } from '#kernel/invariant';
import { Gathering } from '#kernel/turns';
import { afterPrefix } from '#store/listing';
import { compareKeys } from './key-order.ts';

/** What is listed. Of one key there may be several rows, told apart by `sub`: versions by their ids, uploads by theirs. */
export interface KeyedRow {
  readonly key: string;
  readonly sub?: string;
}

/** A place in the order of a source. */
export interface KeyPlace {
  readonly key: string;
  /** Only without `sub`: rows of `key` itself come too. */
  readonly inclusive: boolean;
  /** The rows of `key` that come after the one of this name, whether or not that is still there. Without it all rows of `key` are passed over. */
  readonly sub?: string;
}

/** A stretch of a source. */
export interface Stretch {
  /** Only keys that begin so. `from` lies within them or is `prefix` itself. */
  readonly prefix: string;
  readonly from: KeyPlace;
  readonly limit: number;
}

/**
 * Rows in the order of `compareKeys` of their keys, rows of one key in an order of the source's own (versions: newest first). The store's
 * keyset paging can be one: ids and index keys stand in this order in every driver.
 */
export interface OrderedSource<Row extends KeyedRow> {
  /** The first `limit` rows of the stretch; fewer only where it has no more. */
  rows(stretch: Stretch): Promise<readonly Row[]>;
}

export interface KeyListRequest {
  /** May be empty. */
  readonly prefix: string;
  /** Not empty. Absent: every key is listed by itself. */
  readonly delimiter?: string;
  /** What the page before ended with, or what the caller sent as marker. */
  readonly after?: { readonly key: string; readonly sub?: string };
  /** Rows and common prefixes together; 0 lists nothing. */
  readonly limit: number;
}

/** What a page ends with, from where the next one goes on. */
export type LastItem<Row> =
  | { readonly kind: 'row'; readonly row: Row }
  | { readonly kind: 'prefix'; readonly prefix: string };

export interface KeyList<Row extends KeyedRow> {
  readonly rows: readonly Row[];
  readonly commonPrefixes: readonly string[];
  /** There is at least one item more. A page of no items is never truncated, as at AWS. */
  readonly isTruncated: boolean;
  /** Absent where nothing is listed. */
  readonly last?: LastItem<Row>;
}

/** Rows that are read after a jump: what comes next may be to jump over again. */
const stretchMin = 16;
/** As many as one page has, and one that tells whether there are more. */
const stretchMax = 1_001;
/** Between two turns. */
const stretchesAtOnce = 8;

/** One page. Reads little more than it lists. */
export async function listKeys<Row extends KeyedRow>(
  source: OrderedSource<Row>,
  request: KeyListRequest,
): Promise<KeyList<Row>> {
  const { prefix, delimiter, limit } = request;
  const page = new Page<Row>();
  let from = limit === 0 ? undefined : startOf(request);
  let size = delimiter === undefined ? stretchMax : stretchMin;
  using work = new Gathering();
  for (let stretches = 1; from !== undefined; stretches++) {
    const wanted = Math.min(size, limit - page.count + 1);
    const rows = await source.rows({ prefix, from, limit: wanted });
    checkOrder(rows, prefix, from);
    for (const row of rows) {
      if (page.isUnderLast(row.key)) continue;
      if (page.count === limit) return page.end(true);
      page.add(row, commonPrefixOf(row.key, prefix, delimiter));
    }
    const end = rows.at(-1);
    if (end === undefined || rows.length < wanted) break;
    const jumps = page.isUnderLast(end.key);
    from = jumps ? placeAfter(page.lastPrefix, prefix) : afterRow(end);
    size = jumps ? stretchMin : Math.min(2 * size, stretchMax);
    if (stretches % stretchesAtOnce === 0) await work.turn();
  }
  return page.end(false);
}

class Page<Row extends KeyedRow> {
  readonly #rows: Row[] = [];
  readonly #prefixes: string[] = [];
  #last: LastItem<Row> | undefined;

  get count(): number {
    return this.#rows.length + this.#prefixes.length;
  }

  /** The common prefix that was listed last, if nothing was listed since. */
  get lastPrefix(): string {
    return this.#last?.kind === 'prefix' ? this.#last.prefix : '';
  }

  isUnderLast(key: string): boolean {
    return this.#last?.kind === 'prefix' && key.startsWith(this.#last.prefix);
  }

  add(row: Row, commonPrefix: string | undefined): void {
    if (commonPrefix === undefined) {
      this.#rows.push(row);
      this.#last = { kind: 'row', row };
    } else {
      this.#prefixes.push(commonPrefix);
      this.#last = { kind: 'prefix', prefix: commonPrefix };
    }
  }

  end(isTruncated: boolean): KeyList<Row> {
    const list = { rows: this.#rows, commonPrefixes: this.#prefixes, isTruncated };
    return this.#last === undefined ? list : { ...list, last: this.#last };
  }
}

/** The key up to and with the first delimiter after the prefix. */
function commonPrefixOf(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (delimiter === undefined) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/**
 * Where a page begins; undefined where the marker lies behind everything. A marker under a common prefix leaves out the whole of it, as AWS's
 * recorded answers have it for ListObjects.
 * AWS DIFFERS? Of `start-after` and of key markers no such answer is known: they are taken alike.
 */
function startOf({ prefix, delimiter, after }: KeyListRequest): KeyPlace | undefined {
  if (after === undefined || compareKeys(after.key, prefix) < 0) return { key: prefix, inclusive: true };
  if (!after.key.startsWith(prefix)) return undefined;
  const common = commonPrefixOf(after.key, prefix, delimiter);
  return common === undefined ? afterRow(after) : placeAfter(common, prefix);
}

function afterRow({ key, sub }: KeyedRow): KeyPlace {
  return sub === undefined ? { key, inclusive: false } : { key, inclusive: false, sub };
}

/** Behind all that a common prefix has under it, where the list's own prefix has anything there. */
function placeAfter(commonPrefix: string, prefix: string): KeyPlace | undefined {
  const key = afterPrefix(commonPrefix);
  return key?.startsWith(prefix) ? { key, inclusive: true } : undefined;
}

/** A source that goes backwards would be read for ever. */
function checkOrder(rows: readonly KeyedRow[], prefix: string, from: KeyPlace): void {
  let before = from.key;
  for (const { key } of rows) {
    invariant(
      key.startsWith(prefix) && compareKeys(before, key) <= 0,
      'a source lists keys in the order of their bytes',
    );
    before = key;
  }
}
