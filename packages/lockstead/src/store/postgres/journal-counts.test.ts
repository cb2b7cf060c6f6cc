import { beforeEach, expect, test } from 'vitest';
import { JournalCounts } from './journal-counts.ts';

/** Entries by stream, as the database has them. */
let entries: Record<number, number>;
let given: number;
let counted: number;
let counts: JournalCounts;

beforeEach(() => {
  entries = { 1: 0, 2: 0 };
  given = 0;
  counted = 0;
  counts = new JournalCounts({
    async all(sql) {
      if (sql.includes('last_value')) return [{ top: given }];
      counted += 1;
      return Object.entries(entries).map(([stream, n]) => ({ stream: Number(stream), scope: `${stream}/here`, n }));
    },
  });
});

function append(stream: number, many: number): void {
  entries[stream] = (entries[stream] ?? 0) + many;
  given += many;
}

function drop(stream: number, many: number): void {
  entries[stream] = (entries[stream] ?? 0) - many;
  counts.dropped('log', stream, many);
}

const held = async (entriesMax: number): Promise<number> =>
  (await counts.tooMany('log', entriesMax)).reduce((sum, one) => sum + one.entries, 0);

test('a small journal is counted exactly', async () => {
  append(1, 3);
  append(2, 2);
  expect(await held(5)).toBe(0);
  append(2, 1);
  expect(await counts.tooMany('log', 5)).toEqual([
    { stream: 1, scope: '1/here', entries: 3 },
    { stream: 2, scope: '2/here', entries: 3 },
  ]);
});

test('far from the limit nothing is counted again; at the limit once for a hundredth of it', async () => {
  append(1, 5000);
  for (let n = 0; n < 100; n++) {
    append(2, 40);
    expect(await held(10_000)).toBe(0);
  }
  expect(counted).toBe(1);
  let dropped = 0;
  for (let n = 0; n < 500; n++) {
    append(2, 64);
    let over = await held(10_000);
    while (over > 10_000) {
      const many = Math.min(128, over - 10_000);
      drop(2, many);
      dropped += many;
      over = await held(10_000);
    }
    expect((entries[1] ?? 0) + (entries[2] ?? 0)).toBeLessThanOrEqual(10_000 + 200);
  }
  expect(dropped).toBeGreaterThan(30_000);
  expect((entries[1] ?? 0) + (entries[2] ?? 0)).toBeGreaterThanOrEqual(10_000);
  expect(counted).toBeLessThan(400);
});

test('what others dropped is found when it is counted again', async () => {
  append(1, 10_200);
  expect(await held(10_000)).toBe(10_200);
  drop(1, 200);
  entries[1] = 9000;
  append(1, 150);
  expect(await held(10_000)).toBe(0);
  expect(counted).toBe(2);
});
