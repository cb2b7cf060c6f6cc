import { afterEach, beforeEach, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { systemTimers, type Timers } from '#kernel/timers';
import { home, cursors as notes, user, users } from '#store/contract/fixture';
import type { Change, Store } from '#store/port';
import { partitionScope } from '#store/scope';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { Bus } from './bus.ts';
import { beginAgain } from './epoch.ts';
import type { Subscriber } from './subscriber.ts';

let store: Store;
const buses: Bus[] = [];

beforeEach(async () => {
  const clock = simulatedClock(instant(1_800_000_000_000));
  store = await openSqliteStore({ path: ':memory:', rootKey: Buffer.alloc(32, 1), clock, timers: systemTimers });
});
afterEach(async () => {
  for (const bus of buses.splice(0)) await bus.stop();
  await store.close();
});

function started(subscribers: readonly Subscriber[], failed: (name: string) => void = () => undefined): Bus {
  const bus = new Bus({ store, timers: systemTimers, subscribers, failed });
  bus.start();
  buses.push(bus);
  return bus;
}

/** Counts what it gets, in a record of its own. */
function counter(name: string, seen: Change[] = []): Subscriber {
  return {
    name,
    async handle(batch, tx) {
      const mine = tx.in(notes, partitionScope);
      const sofar = (await mine.get(name))?.at ?? 0;
      await mine.put({ name, at: sofar + batch.length });
      seen.push(...batch);
    },
  };
}

async function counted(name: string): Promise<number> {
  return (await store.in(notes, partitionScope).get(name))?.at ?? 0;
}

async function write(...names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => store.transact((tx) => tx.in(users, home).put(user(name)))));
}

const many = Array.from({ length: 250 }, (_, at) => `u${at}`);

test('everybody gets every change once, in order: what was there before and what comes after', async () => {
  await write(...many);
  const seen: Change[] = [];
  const bus = started([counter('one', seen), counter('two')]);
  await write('later');
  await expect.poll(() => counted('one')).toBe(251);
  await bus.drain();
  expect(await counted('two')).toBe(251);
  expect(seen).toEqual(await store.changes(0, 1000));
});

test('the cursor outlives the bus', async () => {
  const before = started([counter('one')]);
  await before.drain();
  await write('a', 'b');
  await before.drain();
  // One that still ran could take the change before the next one sees it.
  await before.stop();
  await write('c');
  const seen: Change[] = [];
  await started([counter('one', seen)]).drain();
  expect(seen.map(({ id }) => id)).toEqual(['c']);
  expect(await counted('one')).toBe(3);
});

test('a failure takes its writes and its cursor back, and stops nobody else', async () => {
  let broken = true;
  const fragile: Subscriber = {
    name: 'fragile',
    async handle(batch, tx) {
      await counter('fragile').handle(batch, tx);
      if (broken && batch.some(({ id }) => id === 'poison')) throw new Error('no');
    },
  };
  const failures: string[] = [];
  const bus = started([fragile, counter('sound')], (name) => failures.push(name));
  await write('a');
  await write('b');
  await write('poison');
  await write('c');
  await bus.drain();
  expect(await counted('sound')).toBe(4);
  // One by one after a failure: what comes before the poison gets through, what comes after waits.
  await expect.poll(() => counted('fragile')).toBe(2);
  expect(failures).toContain('fragile');
  expect((await bus.lag()).get('fragile')).toBe(2);
  broken = false;
  await expect.poll(() => counted('fragile')).toBe(4);
  expect((await bus.lag()).get('fragile')).toBe(0);
});

test('what a subscriber writes reaches the others, and drain waits for it', async () => {
  const chained: Subscriber = {
    name: 'chained',
    async handle(batch, tx) {
      for (const { id } of batch) if (!id.endsWith('!')) await tx.in(users, home).put(user(`${id}!`));
    },
  };
  const bus = started([counter('last'), chained]);
  await write('a', 'b');
  await bus.drain();
  expect(await counted('last')).toBe(4);
});

test('two nodes deliver a change once', async () => {
  const seen: Change[] = [];
  const nodes = [started([counter('one', seen)]), started([counter('one', seen)])];
  for (const name of many) await write(name);
  await Promise.all(nodes.map((node) => node.drain()));
  expect(await counted('one')).toBe(250);
});

test('changes are forgotten one sweep after all have had them', async () => {
  let asleep = true;
  const sleeper: Subscriber = {
    name: 'sleeper',
    handle: () => (asleep ? Promise.reject(new Error('asleep')) : Promise.resolve()),
  };
  const bus = started([counter('one'), sleeper]);
  await write('a', 'b');
  await bus.drain();
  for (let sweep = 0; sweep < 3; sweep++) await bus.sweep();
  expect((await store.changes(0, 10)).length).toBe(2);
  asleep = false;
  await expect.poll(async () => (await bus.lag()).get('sleeper')).toBe(0);
  await bus.sweep();
  expect((await store.changes(0, 10)).length).toBe(2);
  await write('c');
  await bus.drain();
  await bus.sweep();
  expect((await store.changes(0, 10)).map(({ id }) => id)).toEqual(['c']);
  await write('d');
  await bus.drain();
  expect(await counted('one')).toBe(4);
});

test('a subscriber that is new gets what is still kept, and holds nothing back once it has', async () => {
  await write('a');
  await store.forget(await store.head());
  await write('b');
  const bus = started([counter('new')]);
  await bus.drain();
  expect(await counted('new')).toBe(1);
  await bus.sweep();
  await bus.sweep();
  expect(await store.changes(0, 10)).toEqual([]);
});

test('a failure rests longer each time, and stop waits for nothing but the batch under way', async () => {
  const rests: number[] = [];
  const waiting: (() => void)[] = [];
  const timers: Timers = {
    ...systemTimers,
    after: (ms, run) => {
      rests.push(ms);
      waiting.push(run);
      return () => undefined;
    },
  };
  const subscriber: Subscriber = { name: 'broken', handle: () => Promise.reject(new Error('no')) };
  await write('a');
  const bus = new Bus({ store, timers, subscribers: [subscriber] });
  bus.start();
  buses.push(bus);
  for (let failure = 1; failure <= 12; failure++) {
    await expect.poll(() => rests.length).toBe(failure);
    waiting.shift()?.();
  }
  expect(rests).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 51_200, 60_000, 60_000]);
});

/** A reset, with what a first start writes. */
async function reset(...names: readonly string[]): Promise<void> {
  await store.transact(async (tx) => {
    await beginAgain(tx);
    for (const name of names) await tx.in(users, home).insert(user(name));
  });
}

const idsOf = (seen: readonly Change[]): readonly string[] => seen.map(({ id }) => id);

test('after a reset everybody hears what follows it, once: nothing from before, and nothing of the removal', async () => {
  const [had, late, asleep] = [[], [], []] as Change[][] as [Change[], Change[], Change[]];
  let awake = false;
  const sleeper: Subscriber = {
    name: 'sleeper',
    handle: async (batch, tx) => {
      if (!awake) throw new Error('asleep');
      await counter('sleeper', asleep).handle(batch, tx);
    },
  };
  const bus = started([counter('had', had), sleeper]);
  await write('a', 'b');
  await bus.drain();
  for (let resets = 1; resets <= 3; resets++) {
    await write(...Array.from({ length: 1200 }, (_, at) => `gone${at}`));
    await reset(`first${resets}`);
    await write(`then${resets}`);
    await bus.drain();
    expect(await counted('had')).toBe(2);
    expect(idsOf(had).slice(-2)).toEqual([`first${resets}`, `then${resets}`]);
    expect(had.filter(({ after }) => after === undefined)).toEqual([]);
  }
  expect(asleep).toEqual([]);
  awake = true;
  await expect.poll(() => counted('sleeper')).toBe(2);
  expect(idsOf(asleep)).toEqual(['first3', 'then3']);
  await bus.stop();
  await started([counter('late', late), counter('had', had)]).drain();
  expect(idsOf(late)).toEqual(['first3', 'then3']);
  expect(await counted('had')).toBe(2);
});

test('a batch that a reset overtakes is not delivered', async () => {
  const seen: Change[] = [];
  let overtake: (() => Promise<void>) | undefined = () => reset('first');
  const overtaken = new Proxy(store, {
    get(real, name) {
      if (name !== 'changes') return real[name as 'head'].bind(real);
      return async (...of: Parameters<Store['changes']>) => {
        const batch = await real.changes(...of);
        const run = overtake;
        overtake = undefined;
        await run?.();
        return batch;
      };
    },
  });
  await write('a');
  const bus = new Bus({ store: overtaken, timers: systemTimers, subscribers: [counter('one', seen)] });
  buses.push(bus);
  await bus.drain();
  expect(idsOf(seen)).toEqual(['first']);
});

test('where the feed has forgotten how an epoch began, one who is new gets what is kept', async () => {
  await reset('first');
  await store.forget(await store.head());
  await write('kept');
  const seen: Change[] = [];
  await started([counter('new', seen)]).drain();
  expect(idsOf(seen)).toEqual(['kept']);
});

test('two subscribers of one name are refused', () => {
  expect(() => new Bus({ store, timers: systemTimers, subscribers: [counter('a'), counter('a')] })).toThrow('share');
});
