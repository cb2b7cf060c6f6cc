/**
 * Long reads give others their turn. What is counted are rounds of the event loop, not time: in each round of a long list another piece of
 * work gets on, and two long lists together take no longer stretches than one.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { systemTimers } from '#kernel/timers';
import { elsewhere, home, user, users } from '../contract/fixture.ts';
import type { Store } from '../port.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

let store: Store;
const records = 1000;
/** Of a record, as text. */
const length = 4 * 1024;
beforeAll(async () => {
  const clock = simulatedClock(instant(1.8e12));
  store = await openSqliteStore({ path: ':memory:', rootKey: Buffer.alloc(32, 7), clock, timers: systemTimers });
  await store.transact(async (tx) => {
    for (let n = 0; n < records; n += 1)
      await tx.in(users, home).insert(user(`u${n}`, { email: 'x'.repeat(length) + n }));
    for (let n = 0; n < 60; n += 1) await tx.in(users, elsewhere).insert(user(`u${n}`));
  });
});
afterAll(() => store.close());

/** How many rounds the event loop made while the work went on. */
async function roundsOf(work: () => Promise<unknown>): Promise<number> {
  let rounds = 0;
  let going = true;
  const count = (): void => {
    rounds += 1;
    if (going) setImmediate(count);
  };
  setImmediate(count);
  await work();
  going = false;
  return rounds;
}

const longList = async (): Promise<void> => expect(await store.in(users, home).list()).toHaveLength(records);
/** Stretches that a list of this length has at least: a quarter of a megabyte each. */
const stretches = Math.floor((records * length) / (320 * 1024));

test('a long list is read in stretches, with a round of the event loop between them', async () => {
  expect(await roundsOf(longList)).toBeGreaterThanOrEqual(stretches);
});

test('two long lists at once do one stretch a round, not two', async () => {
  expect(await roundsOf(() => Promise.all([longList(), longList()]))).toBeGreaterThanOrEqual(2 * stretches - 2);
});

test('a short list waits for nobody', async () => {
  expect(await roundsOf(() => store.in(users, elsewhere).list())).toBe(0);
});

test('nothing comes between the reads of a transaction', async () => {
  const rounds = await store.transact((tx) => roundsOf(() => tx.in(users, home).list()));
  expect(rounds).toBe(0);
});

test.each([1, 63, 64, 65, 128, 999, 1000, 1001])(
  'a limit of %i is kept, and its pages meet every record',
  async (limit) => {
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await store.in(users, home).list({ limit, ...(after === undefined ? {} : { after }) });
      expect(page.length).toBeLessThanOrEqual(limit);
      found.push(...page.map(({ record }) => record.name));
      after = page.length < limit ? undefined : page.at(-1)?.place;
    } while (after !== undefined && found.length < 300);
    const all = (await store.in(users, home).list()).map(({ record }) => record.name);
    expect(found).toEqual(all.slice(0, found.length));
  },
);
