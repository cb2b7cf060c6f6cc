/** Due work and subscribers where two nodes share a database. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instant } from '#kernel/clock';
import { systemTimers } from '#kernel/timers';
import { cursors, home, user, users } from '#store/contract/fixture';
import type { Change, Store, Transaction } from '#store/port';
import { type TestSchema, testSchema } from '#store/postgres/opened-for-contract';
import { partitionScope } from '#store/scope';
import { storeAlone } from '../../tests/support/workplace.ts';
import { Agenda, type AgendaWork, schedule } from './agenda.ts';
import { Bus } from './bus.ts';

let at: TestSchema;
let one: Store;
let other: Store;

beforeEach(async () => {
  at = testSchema();
  [one, other] = await Promise.all([at.open(), at.open()]);
});
afterEach(() => at.drop());

test('due work is done by one of them', async () => {
  const ran: string[] = [];
  const note: AgendaWork<undefined> = {
    async handle(due, { tx }) {
      const mine = tx.in(cursors, partitionScope);
      await mine.put({ name: due.id, at: ((await mine.get(due.id))?.at ?? 0) + 1 });
      ran.push(due.id);
    },
  };
  const rows = Array.from({ length: 30 }, (_, n) => `due${n}`);
  await one.transact(async (tx) => {
    for (const id of rows) await schedule(tx, { id, kind: 'fixture:note', at: instant(1), ref: '' });
  });
  const items = new Map([['fixture:note', note]]);
  const done = await Promise.all(
    [one, other].map((store) => new Agenda(store, storeAlone(store), at.clock, items).runDue()),
  );
  expect((done[0] ?? 0) + (done[1] ?? 0)).toBe(30);
  for (const id of rows) expect((await one.in(cursors, partitionScope).get(id))?.at).toBe(1);
  expect(new Set(ran).size).toBe(30);
});

test('a subscriber on both has each change once', async () => {
  const counter = {
    name: 'counter',
    async handle(batch: readonly Change[], tx: Transaction) {
      const mine = tx.in(cursors, partitionScope);
      await mine.put({ name: 'count', at: ((await mine.get('count'))?.at ?? 0) + batch.length });
    },
  };
  const buses = [one, other].map((store) => new Bus({ store, timers: systemTimers, subscribers: [counter] }));
  for (const bus of buses) bus.start();
  await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      (n % 2 === 0 ? one : other).transact((tx) => tx.in(users, home).insert(user(`u${n}`))),
    ),
  );
  await Promise.all(buses.map((bus) => bus.drain()));
  expect((await one.in(cursors, partitionScope).get('count'))?.at).toBe(60);
  await Promise.all(buses.map((bus) => bus.stop()));
});
