import { expect, test } from 'vitest';
import { days, hours, type Instant, instant, later, milliseconds, simulatedClock } from '#kernel/clock';
import { seededEntropy } from '#kernel/entropy';
import type { AccountId, Region } from '#kernel/ids';
import { RootKey } from '#kernel/root-key';
import { systemTimers, type Timers } from '#kernel/timers';
import type { Store } from '#store/port';
import { regionScope } from '#store/scope';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { newEventId } from './event-id.ts';
import { EventLog, eventJournal, eventLabel } from './event-log.ts';
import { eventLimits } from './limits.ts';

const start = instant(Date.parse('2026-11-22T07:30:29Z'));
const scope = regionScope('111122223333' as AccountId, 'us-east-1' as Region);

function memoryStore(): Promise<Store> {
  const rootKey = RootKey.generate(seededEntropy('event log')).derive('store');
  return openSqliteStore({ path: ':memory:', rootKey, clock: simulatedClock(start), timers: systemTimers });
}

function event(n: number, at: Instant = start) {
  return { scope, id: `e${n}`, at, labels: [eventLabel('EventId', `e${n}`)], body: `{"n":${n}}` };
}

async function idsIn(store: Store, limit = 10_000): Promise<readonly string[]> {
  const { entries } = await store.journal(eventJournal, scope, { limit });
  return entries.map(({ id }) => id);
}

test('what waits is written by whoever looks, in order', async () => {
  const store = await memoryStore();
  const log = new EventLog(store, { ...systemTimers, after: () => () => undefined });
  for (let n = 0; n < 1000; n++) await log.appendSoon(event(n));
  const { entries } = await log.lookup(store, scope, { limit: 5 }, start);
  expect(entries.map(({ id }) => id)).toEqual(['e999', 'e998', 'e997', 'e996', 'e995']);
  expect((await idsIn(store)).length).toBe(1000);
  await store.close();
});

test('where there is nothing to write there is no transaction', async () => {
  const store = await memoryStore();
  let transactions = 0;
  const counted: Store = Object.create(store, {
    transact: {
      value: (run: Parameters<Store['transact']>[0]) => {
        transactions += 1;
        return store.transact(run);
      },
    },
  });
  const log = new EventLog(counted, systemTimers);
  await log.appendNow();
  expect(transactions).toBe(0);
  await log.appendNow(event(1));
  expect(transactions).toBe(1);
  await store.close();
});

test('reads are written within a moment, by one timer for all', async () => {
  const store = await memoryStore();
  const armed: (() => void)[] = [];
  const timers: Timers = {
    ...systemTimers,
    after(ms, run) {
      expect(ms).toBeLessThanOrEqual(1000);
      armed.push(run);
      return () => undefined;
    },
  };
  const log = new EventLog(store, timers);
  await log.appendSoon(event(1));
  await log.appendSoon(event(2));
  expect(armed.length).toBe(1);
  expect(await idsIn(store)).toEqual([]);
  armed[0]?.();
  await log.flush();
  expect(await idsIn(store)).toEqual(['e2', 'e1']);
  await store.close();
});

test('a flush writes what waits when it begins: a steady stream does not make it a chain of small commits', async () => {
  const store = await memoryStore();
  let commits = 0;
  // With each commit two more events come in, as many times as it takes.
  let coming = 100;
  const streaming: Store = Object.create(store, {
    transact: {
      value: async (run: never) => {
        commits += 1;
        await store.transact(run);
        if (coming-- > 0) await log.appendSoon(event(1000 - coming));
      },
    },
  });
  const log = new EventLog(streaming, { ...systemTimers, after: () => () => undefined });
  for (let n = 0; n < 700; n++) await log.appendSoon(event(n));
  await log.flush();
  expect(commits).toBeLessThanOrEqual(4);
  expect((await idsIn(store)).filter((id) => Number(id.slice(1)) < 700)).toHaveLength(700);
  await log.flush();
  expect((await idsIn(store)).length).toBeGreaterThan(700);
  await store.close();
});

test('a batch that fails is told, stays, and fails nothing after it', async () => {
  const store = await memoryStore();
  let broken = true;
  const flaky: Store = Object.create(store, {
    transact: {
      value: async (run: never) => {
        if (broken) throw new Error('the disk is full');
        return await store.transact(run);
      },
    },
  });
  const failures: unknown[] = [];
  const fire: (() => void)[] = [];
  const timers: Timers = {
    ...systemTimers,
    after(_ms, run) {
      fire.push(run);
      return () => undefined;
    },
  };
  const log = new EventLog(flaky, timers, { failed: (error) => failures.push(error) });
  await log.appendSoon(event(1));
  fire.shift()?.();
  await expect(log.flush()).rejects.toThrow('the disk is full');
  expect(failures.length).toBe(1);
  broken = false;
  await log.appendSoon(event(2));
  // Armed by the failure: nobody has to come for it to be tried again.
  await expect.poll(() => fire.length).toBe(1);
  fire.shift()?.();
  await log.flush();
  expect(await idsIn(store)).toEqual(['e2', 'e1']);
  await store.close();
});

test('the limit on entries holds while they are appended, the oldest going first', async () => {
  const store = await memoryStore();
  const entriesMax = 500;
  const log = new EventLog(store, systemTimers, { entriesMax });
  for (let n = 0; n < 2000; n++) {
    await store.transact((tx) => log.append(tx, event(n, later(start, hours(n / 1000)))));
    if (n % 250 === 0) expect((await idsIn(store)).length).toBeLessThan(entriesMax + 2 * eventLimits.trimEveryAppends);
  }
  const ids = await idsIn(store);
  expect(ids.length).toBeLessThan(entriesMax + 2 * eventLimits.trimEveryAppends);
  expect(ids).toEqual(Array.from({ length: ids.length }, (_, i) => `e${1999 - i}`));
  await store.close();
});

test('a noisy account pushes out its own oldest events, and nothing of an account below its part; nor one region another', async () => {
  const store = await memoryStore();
  const entriesMax = 600;
  const log = new EventLog(store, systemTimers, { entriesMax });
  const noisy = regionScope('444455556666' as AccountId, 'us-east-1' as Region);
  const noisyElsewhere = regionScope('444455556666' as AccountId, 'eu-west-1' as Region);
  const append = (where: typeof scope, n: number): Promise<void> =>
    store.transact((tx) => log.append(tx, { ...event(n, later(start, hours(n / 1000))), scope: where }));
  for (let n = 0; n < 100; n++) {
    await append(scope, n);
    await append(noisyElsewhere, n);
  }
  for (let n = 100; n < 3000; n++) {
    await append(noisy, n);
    // What is rolled back counts for nothing.
    const failing = store.transact(async (tx) => {
      await log.append(tx, { ...event(n), scope });
      throw new Error('no');
    });
    if (n % 10 === 0) await expect(failing).rejects.toThrow('no');
    else await failing.catch(() => undefined);
  }
  await log.flush();
  expect((await idsIn(store)).length).toBe(100);
  expect((await store.journal(eventJournal, noisyElsewhere, { limit: 1000 })).entries.length).toBe(100);
  const { entries } = await store.journal(eventJournal, noisy, { limit: 1000 });
  expect(entries.length).toBeGreaterThanOrEqual(entriesMax - 200);
  expect(entries.length).toBeLessThan(entriesMax - 200 + 2 * eventLimits.trimEveryAppends);
  expect(entries.at(0)?.id).toBe('e2999');
  await store.close();
});

test('far from the limit it is looked seldom', async () => {
  const store = await memoryStore();
  let looks = 0;
  const counting: Store = Object.create(store, {
    transact: {
      value: async (run: never) => {
        looks += 1;
        return await store.transact(run);
      },
    },
  });
  const log = new EventLog(counting, systemTimers, { entriesMax: 50_000 });
  for (let n = 0; n < 3000; n++) {
    await store.transact((tx) => log.append(tx, event(n)));
    await log.flush();
  }
  // After 64, 128, 256, then every 500.
  expect(looks).toBe(3 + Math.floor((3000 - 64 - 128 - 256) / 500));
  await store.close();
});

test('what is past its time is not shown, and goes in small batches', async () => {
  const store = await memoryStore();
  const log = new EventLog(store, systemTimers);
  const old = 3 * eventLimits.trimBatch - 1;
  await store.transact(async (tx) => {
    for (let n = 0; n < old; n++) await log.append(tx, event(n));
    await log.append(tx, event(old, later(start, days(2))));
  });
  const now = later(start, days(91));
  expect((await log.lookup(store, scope, { limit: 5000 }, now)).entries.map(({ id }) => id)).toEqual([`e${old}`]);
  expect((await log.lookup(store, scope, { from: start, limit: 5000 }, now)).entries.length).toBe(1);
  const batches: boolean[] = [];
  do batches.push(await store.transact((tx) => log.trim(tx, now)));
  while (batches.at(-1) === true);
  expect(batches).toEqual([true, true, false]);
  expect(await idsIn(store)).toEqual([`e${old}`]);
  await store.close();
});

test.each([
  ['EventName', 'CreateUser', 'EventName=CreateUser'],
  ['ResourceName', 'a\nb', 'ResourceName=a b'],
  ['Username', '', 'Username='],
])('a label never breaks its line: %s of %j', (attribute, value, label) => {
  expect(eventLabel(attribute, value)).toBe(label);
  expect(eventLabel(attribute, 'x'.repeat(100_000)).length).toBeLessThan(3000);
});

test('an event is found by its id among many, by looking at its own moment alone', async () => {
  const store = await memoryStore();
  const log = new EventLog(store, systemTimers, { lookedAtMax: 10 });
  const entropy = seededEntropy('ids');
  const made = Array.from({ length: 5000 }, (_, n) => {
    const at = later(start, milliseconds(n));
    const id = newEventId(at, entropy.uuid());
    return { scope, id, at, labels: [eventLabel('EventId', id)], body: '{}' };
  });
  await log.appendSoon(...made);
  for (const n of [0, 2500, 4999]) {
    const id = made[n]?.id ?? '';
    const found = await log.lookup(store, scope, { label: eventLabel('EventId', id), limit: 2 }, later(start, days(1)));
    // Of one page that may look at ten events.
    expect(found.entries.map((entry) => entry.id)).toEqual([id]);
    expect(found.goesOnAt).toBeUndefined();
  }
  await store.close();
});

test('an id of another time than is asked for is not there; one that says no time is looked for in pages', async () => {
  const store = await memoryStore();
  const log = new EventLog(store, systemTimers, { lookedAtMax: 1000 });
  const id = newEventId(start, seededEntropy('one').uuid());
  await log.appendSoon({ scope, id, at: start, labels: [eventLabel('EventId', id)], body: '{}' });
  await log.appendSoon(...Array.from({ length: 3000 }, (_, n) => event(n, later(start, milliseconds(n)))));
  const look = (label: string, more: object = {}) => log.lookup(store, scope, { label, limit: 2, ...more }, start);
  const label = eventLabel('EventId', id);
  expect((await look(label, { from: later(start, milliseconds(1)) })).entries).toEqual([]);
  expect((await look(label, { from: start, to: start })).entries.length).toBe(1);
  const first = await look(eventLabel('EventId', 'e0'));
  expect(first.entries).toEqual([]);
  let next = first.goesOnAt;
  for (let pages = 1; next !== undefined && pages < 10; pages += 1) {
    const page = await look(eventLabel('EventId', 'e0'), { before: next });
    if (page.entries.length > 0) return void (await store.close());
    next = page.goesOnAt;
  }
  throw new Error('the event was not found');
});
