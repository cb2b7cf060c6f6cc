/** A source over an array, in the slowest way that is surely right; it counts how often and how much it was asked. */
import { invariant } from '#kernel/invariant';
import type { KeyedRow, OrderedSource, Stretch } from '../../src/services/s3/lists/list-keys.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

export class ArraySource<Row extends KeyedRow> implements OrderedSource<Row> {
  readonly #rows: readonly Row[];
  /** Subs of all that there ever was, in their order: a marker may name what is gone. */
  readonly #subs: readonly string[];
  asked = 0;
  read = 0;

  /** `rows` of one key stand in their order; keys in any. */
  constructor(rows: readonly Row[], subs: readonly string[] = rows.map(({ sub = '' }) => sub)) {
    this.#rows = rows.toSorted((a, b) => Buffer.compare(bytes(a.key), bytes(b.key)));
    this.#subs = subs;
  }

  get sorted(): readonly Row[] {
    return this.#rows;
  }

  rankOf(sub: string | undefined): number {
    return this.#subs.indexOf(sub ?? '');
  }

  rows({ prefix, from, limit }: Stretch): Promise<readonly Row[]> {
    invariant(limit > 0, 'a stretch has rows');
    this.asked += 1;
    const start = bytes(from.key);
    const found = this.#rows.filter(({ key, sub }) => {
      if (!key.startsWith(prefix)) return false;
      if (key === from.key) return from.sub === undefined ? from.inclusive : this.rankOf(sub) > this.rankOf(from.sub);
      return Buffer.compare(bytes(key), start) > 0;
    });
    const given = found.slice(0, limit);
    this.read += given.length;
    return Promise.resolve(given);
  }
}

/** A million keys under one common prefix, and few beside: made when they are asked for. */
export class CrowdedSource implements OrderedSource<KeyedRow> {
  readonly #crowd: string;
  readonly #after: readonly string[];
  asked = 0;
  read = 0;

  constructor(crowd: string, after: readonly string[]) {
    this.#crowd = crowd;
    this.#after = after;
  }

  rows({ from, limit }: Stretch): Promise<readonly KeyedRow[]> {
    this.asked += 1;
    const keys: string[] = [];
    const name = (i: number): string => this.#crowd + String(i).padStart(7, '0');
    let i = from.key < this.#crowd ? 0 : from.key.startsWith(this.#crowd) ? Number(from.key.slice(-7)) + 1 : 1_000_000;
    for (; i < 1_000_000 && keys.length < limit; i++) keys.push(name(i));
    for (const key of this.#after) {
      if (keys.length < limit && (key > from.key || (from.inclusive && key === from.key))) keys.push(key);
    }
    this.read += keys.length;
    return Promise.resolve(keys.map((key) => ({ key })));
  }
}
