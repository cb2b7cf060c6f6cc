import { expect, test } from 'vitest';
import type { Timers } from '#kernel/timers';
import type { Store } from '#store/port';
import { StoreFailed } from '#store/unavailable';
import { StoreReach } from './store-reach.ts';

function surroundings() {
  const state = { now: 0, reads: 0, writes: 0, readsFail: false, writesFail: false, hangs: false };
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
      if (state.writesFail) throw new StoreFailed('full');
    },
  };
  return { state, reach: new StoreReach(store as unknown as Store, timers as Timers) };
}

test('it is asked once a second, however many want to know', async () => {
  const { state, reach } = surroundings();
  expect(await Promise.all([reach.isReached(), reach.isReached(), reach.isReached()])).toEqual([true, true, true]);
  expect(await reach.isReached()).toBe(true);
  expect(state.reads).toBe(1);
  state.now += 1000;
  state.readsFail = true;
  expect(await reach.isReached()).toBe(false);
  state.readsFail = false;
  expect(await reach.isReached()).toBe(false);
  state.now += 1000;
  expect(await reach.isReached()).toBe(true);
});

test('a failure is known at once, and a store that failed has to be written to before it is believed', async () => {
  const { state, reach } = surroundings();
  expect(await reach.isReached()).toBe(true);
  expect(state.writes).toBe(0);
  reach.failed();
  state.writesFail = true;
  expect(await reach.isReached()).toBe(false);
  state.now += 1000;
  expect(await reach.isReached()).toBe(false);
  state.now += 1000;
  state.writesFail = false;
  expect(await reach.isReached()).toBe(true);
  state.now += 1000;
  expect(await reach.isReached()).toBe(true);
  expect(state.writes).toBe(3);
});

test('one that does not answer is as good as away, and is not asked twice', async () => {
  const { state, reach } = surroundings();
  state.hangs = true;
  expect(await reach.isReached()).toBe(false);
  state.now += 5000;
  expect(await reach.isReached()).toBe(false);
  expect(state.reads).toBe(1);
});
