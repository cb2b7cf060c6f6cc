import { describe, expect, test } from 'vitest';
import { instant } from '#kernel/clock';
import type { Timers } from '#kernel/timers';
import type { Store } from '#store/port';
import { StoreFailed } from '#store/unavailable';
import { StoreReach } from './store-reach.ts';

function surroundings() {
  const state = { now: 0, reads: 0, writes: 0, readsFail: false, writesFail: false, hangs: false, cause: new Error() };
  const timers: Pick<Timers, 'monotonicMs' | 'after'> = {
    monotonicMs: () => state.now,
    after(_ms, run) {
      if (state.hangs) run();
      return () => undefined;
    },
  };
  const store = {
    in: () => ({
      async get() {
        state.reads += 1;
        if (state.hangs) await new Promise(() => undefined);
        if (state.readsFail) throw new StoreFailed('away');
      },
    }),
    async transact() {
      state.writes += 1;
      if (state.writesFail) throw new StoreFailed('away', { cause: state.cause });
    },
  };
  const clock = { wallNow: () => instant(Date.UTC(2026, 10, 22) + state.now) };
  const reach = new StoreReach(store as unknown as Store, timers as Timers, clock);
  return { state, reach, isWell: async () => (await reach.trouble()) === undefined };
}

test('it is asked once a second, however many want to know', async () => {
  const { state, isWell } = surroundings();
  expect(await Promise.all([isWell(), isWell(), isWell()])).toEqual([true, true, true]);
  expect(await isWell()).toBe(true);
  expect(state.reads).toBe(1);
  state.now += 1000;
  state.readsFail = true;
  expect(await isWell()).toBe(false);
  state.readsFail = false;
  expect(await isWell()).toBe(false);
  state.now += 1000;
  expect(await isWell()).toBe(true);
});

test('a failure is known at once, and a store that failed has to be written to before it is believed', async () => {
  const { state, reach, isWell } = surroundings();
  expect(await isWell()).toBe(true);
  expect(state.writes).toBe(0);
  reach.failed();
  state.writesFail = true;
  expect(await isWell()).toBe(false);
  state.now += 1000;
  expect(await isWell()).toBe(false);
  state.now += 1000;
  state.writesFail = false;
  expect(await isWell()).toBe(true);
  state.now += 1000;
  expect(await isWell()).toBe(true);
  expect(state.writes).toBe(3);
});

test('one that does not answer is as good as away, and is not asked twice', async () => {
  const { state, isWell } = surroundings();
  state.hangs = true;
  expect(await isWell()).toBe(false);
  state.now += 5000;
  expect(await isWell()).toBe(false);
  expect(state.reads).toBe(1);
});

describe('what it says', () => {
  const second = '2026-11-22T00:00:01.000Z';
  const unwritable = 'The store can be read, and not be written.';
  const fullDisk = 'The disk is full: the store can be read, and not be written.';
  test.each([
    { name: 'of reads that fail', fails: { readsFail: true }, reason: 'The store cannot be reached.' },
    { name: 'of silence', fails: { hangs: true }, reason: 'The store cannot be reached.' },
    { name: 'of writes that fail', fails: { writesFail: true }, reason: unwritable },
    {
      name: 'of a full disk, as SQLite tells it',
      fails: { writesFail: true, cause: Object.assign(new Error(), { errcode: 13 }) },
      reason: fullDisk,
    },
    {
      name: 'of a full disk, as PostgreSQL tells it',
      fails: { writesFail: true, cause: Object.assign(new Error(), { code: '53100' }) },
      reason: fullDisk,
    },
  ])('$name, and since when', async ({ fails, reason }) => {
    const { state, reach } = surroundings();
    Object.assign(state, fails);
    state.now = 1000;
    reach.failed();
    state.now = 3000;
    expect(await reach.trouble()).toEqual({ reason, since: second });
    // It stays the first one, however often it fails.
    reach.failed();
    state.now = 9000;
    expect(await reach.trouble()).toEqual({ reason, since: second });
  });

  test('of a second failure, not since the first', async () => {
    const { state, reach, isWell } = surroundings();
    reach.failed();
    expect(await isWell()).toBe(true);
    state.now = 1000;
    state.writesFail = true;
    reach.failed();
    expect(await reach.trouble()).toEqual({ reason: unwritable, since: second });
  });
});
