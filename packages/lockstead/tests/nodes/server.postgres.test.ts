/** The database server crashes under two stores, or is set to lose what it has acknowledged. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '#kernel/clock';
import { systemTimers } from '#kernel/timers';
import { home, user, users } from '#store/contract/fixture';
import type { Store } from '#store/port';
import { openPostgresStore } from '#store/postgres/open-postgres-store';
import type { PostgresServer } from '../../../../scripts/postgres-server.ts';
import { newSite, ownServer, type Site } from './database.ts';
import { expectWithin } from './writing.ts';

let server: PostgresServer;
let site: Site;
let opened: Store[];

beforeAll(async () => {
  server = await ownServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  site = await newSite(server);
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((store) => store.close()));
  await site[Symbol.asyncDispose]();
});

async function open(): Promise<Store> {
  const options = { rootKey: Buffer.alloc(32, 7), clock: systemClock(), timers: systemTimers };
  const store = await openPostgresStore({ ...options, url: site.url });
  opened.push(store);
  return store;
}

test('a crash of the server: it recovers, nothing acknowledged is lost, and service is back within five seconds', async () => {
  const [one, other] = [await open(), await open()];
  const acknowledged: string[] = [];
  let writing = true;
  let n = 0;
  const writer = async (store: Store): Promise<void> => {
    while (writing) {
      const name = `u${n++}`;
      await store.transact((tx) => tx.in(users, home).insert(user(name)));
      acknowledged.push(name);
    }
  };
  const heard: string[] = [];
  other.onCommit((changes) => heard.push(...changes.map(({ id }) => id)));
  const writers = [writer(one), writer(one), writer(other)];
  await expect.poll(() => acknowledged.length).toBeGreaterThan(20);
  await expectWithin(5000, async () => {
    // One killed server process makes the server stop all, and recover from its log.
    const [backend] = await site.query("SELECT pid FROM pg_stat_activity WHERE application_name = 'lockstead' LIMIT 1");
    const before = acknowledged.length;
    const began = performance.now();
    process.kill(Number(backend?.['pid']), 'SIGKILL');
    await pause(50);
    await expect.poll(() => acknowledged.length, { timeout: 15_000 }).toBeGreaterThan(before + 20);
    return performance.now() - began;
  });
  writing = false;
  await Promise.all(writers);
  const there = (await one.in(users, home).list()).map(({ record }) => record.name).sort();
  expect(there).toEqual(acknowledged.toSorted());
  await expect.poll(() => heard.toSorted(), { timeout: 5000 }).toEqual(there);
});

test('a server that does not wait for the disk is refused', async () => {
  const set = async (value: string): Promise<void> => {
    await site.query(`ALTER SYSTEM SET fsync = ${value}`);
    await site.query('SELECT pg_reload_conf()');
    await expect.poll(async () => (await site.query('SHOW fsync'))[0]?.['fsync']).toBe(value);
  };
  await set('off');
  try {
    await expect(open()).rejects.toThrow('could lose acknowledged writes: fsync is off');
  } finally {
    await set('on');
  }
});
