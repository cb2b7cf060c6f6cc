import { afterEach, beforeEach, expect, test } from 'vitest';
import { days, hours, instant, later, seconds, simulatedClock } from '#kernel/clock';
import { systemTimers } from '#kernel/timers';
import { home, user, users } from '#store/contract/fixture';
import type { Store } from '#store/port';
import { openSqliteStore } from '#store/sqlite/open-sqlite-store';
import { storeAlone } from '../../tests/support/workplace.ts';
import { Agenda, type AgendaWork, cancel, type Due, schedule } from './agenda.ts';

const start = instant(1_800_000_000_000);
let clock: ReturnType<typeof simulatedClock>;
let store: Store;

beforeEach(async () => {
  clock = simulatedClock(start);
  store = await openSqliteStore({ path: ':memory:', rootKey: Buffer.alloc(32, 1), clock, timers: systemTimers });
});
afterEach(() => store.close());

function row(id: string, afterHours: number, kind = 'fixture:note'): Due {
  return { id, kind, at: later(start, hours(afterHours)), ref: `ref of ${id}` };
}

async function planned(...rows: readonly Due[]): Promise<void> {
  await store.transact(async (tx) => {
    for (const one of rows) await schedule(tx, one);
  });
}

/** An agenda whose only item notes what ran. */
function noting(more: Readonly<Record<string, AgendaWork<undefined>>> = {}): {
  readonly agenda: Agenda<undefined>;
  readonly ran: string[];
  readonly failed: string[];
} {
  const ran: string[] = [];
  const failed: string[] = [];
  const note: AgendaWork<undefined> = {
    async handle(due) {
      ran.push(due.id);
    },
  };
  const items = new Map(Object.entries({ 'fixture:note': note, ...more }));
  return { agenda: new Agenda(store, storeAlone(store), clock, items, (due) => failed.push(due.id)), ran, failed };
}

test('what is due runs once, earliest first, and what is not due waits', async () => {
  const { agenda, ran } = noting();
  await planned(row('later', 3), row('b', 2), row('a', 2), row('first', 1));
  expect(await agenda.runDue()).toBe(0);
  clock.advance(hours(2));
  expect(await agenda.runDue()).toBe(3);
  expect(ran).toEqual(['first', 'a', 'b']);
  expect(await agenda.runDue()).toBe(0);
  clock.advance(days(400));
  expect(await agenda.runDue()).toBe(1);
});

test('scheduling an id again moves it; cancelling takes it away', async () => {
  const { agenda, ran } = noting();
  await planned(row('moved', 1), row('gone', 1));
  await planned(row('moved', 5));
  await store.transact((tx) => cancel(tx, 'gone'));
  clock.advance(hours(4));
  expect(await agenda.runDue()).toBe(0);
  clock.advance(hours(1));
  expect(await agenda.runDue()).toBe(1);
  expect(ran).toEqual(['moved']);
});

test('an item that schedules its next time catches up with a jump of the clock', async () => {
  const times: number[] = [];
  const { agenda } = noting({
    'fixture:daily': {
      async handle(due, { tx, now }) {
        times.push(due.at);
        expect(now).toBe(clock.now());
        await schedule(tx, { ...due, at: later(due.at, days(1)) });
      },
    },
  });
  await planned(row('daily', 24, 'fixture:daily'));
  clock.advance(days(30));
  expect(await agenda.runDue()).toBe(30);
  expect(times).toEqual(Array.from({ length: 30 }, (_, day) => later(start, days(day + 1))));
});

test('the row goes in the transaction of the work: a failure keeps both away, rests, and stops nobody else', async () => {
  let broken = true;
  const { agenda, ran, failed } = noting({
    'fixture:fragile': {
      async handle(_, { tx }) {
        await tx.in(users, home).insert(user('alice'));
        if (broken) throw new Error('not yet');
      },
    },
  });
  await planned(row('fragile', 0, 'fixture:fragile'), row('after', 0), row('unknown', 0, 'fixture:unknown'));
  expect(await agenda.runDue()).toBe(1);
  expect([ran, failed]).toEqual([['after'], ['fragile', 'unknown']]);
  expect(await store.in(users, home).get('alice')).toBeUndefined();
  broken = false;
  expect(await agenda.runDue(), 'it rests').toBe(0);
  clock.advance(seconds(1));
  expect(await agenda.runDue()).toBe(1);
  expect(await store.in(users, home).get('alice')).toBeDefined();
});

test('failures rest longer each time', async () => {
  const { agenda, failed } = noting({
    'fixture:fragile': { handle: () => Promise.reject(new Error('never')) },
  });
  await planned(row('fragile', 0, 'fixture:fragile'));
  for (let second = 0; second < 100; second++) {
    await agenda.runDue();
    clock.advance(seconds(1));
  }
  expect(failed.length).toBe(7); // At 0, 1, 3, 7, 15, 31 and 63 seconds.
});

test('more than a batch is due, with some that fail among them', async () => {
  const { agenda, ran, failed } = noting({
    'fixture:fragile': { handle: () => Promise.reject(new Error('never')) },
  });
  const rows = Array.from({ length: 350 }, (_, at) => row(`r${at}`, 0, at % 3 === 0 ? 'fixture:fragile' : undefined));
  await planned(...rows);
  expect(await agenda.runDue()).toBe(233);
  expect(ran.length).toBe(233);
  expect(failed.length).toBe(117);
});

test('two nodes do a thing once', async () => {
  const one = noting();
  const other = noting();
  await planned(...Array.from({ length: 50 }, (_, at) => row(`r${at}`, 0)));
  const [first, second] = await Promise.all([one.agenda.runDue(), other.agenda.runDue()]);
  expect(first + second).toBe(50);
  expect(new Set([...one.ran, ...other.ran]).size).toBe(50);
});

test('overlapping calls join one run', async () => {
  const { agenda, ran } = noting();
  await planned(row('a', 0));
  const runs = await Promise.all([agenda.runDue(), agenda.runDue()]);
  expect(runs).toEqual([1, 1]);
  expect(ran).toEqual(['a']);
});

test('what an item prepares, it prepares before its transaction, and again where that failed', async () => {
  const steps: string[] = [];
  let broken = true;
  const { agenda } = noting({
    'fixture:slow': {
      async prepare(due, { reader, now }) {
        expect(now).toBe(clock.now());
        steps.push(`prepare ${due.ref} ${await reader.in(users, home).count()}`);
        return 'made';
      },
      async handle(_, { tx }, prepared) {
        steps.push(`handle ${prepared}`);
        await tx.in(users, home).insert(user('alice'));
        if (broken) throw new Error('not yet');
      },
    },
  });
  await planned(row('slow', 0, 'fixture:slow'));
  expect(await agenda.runDue()).toBe(0);
  broken = false;
  clock.advance(seconds(1));
  expect(await agenda.runDue()).toBe(1);
  expect(steps).toEqual(['prepare ref of slow 0', 'handle made', 'prepare ref of slow 0', 'handle made']);
});

test('an item that was moved while it was prepared does not run', async () => {
  const { agenda, failed } = noting({
    'fixture:moved': {
      prepare: async (due) => await store.transact((tx) => schedule(tx, { ...due, at: later(due.at, days(1)) })),
      handle: () => Promise.reject(new Error('never')),
    },
  });
  await planned(row('moved', 0, 'fixture:moved'));
  expect(await agenda.runDue()).toBe(0);
  expect(failed).toEqual([]);
});
