/** Several nodes on one database, and what happens to them when connections are cut, a node dies or the server crashes. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '#kernel/secret';
import { systemTimers } from '#kernel/timers';
import { elsewhere, home, keys, user, users } from '../contract/fixture.ts';
import { changesInTransactionMax } from '../limits.ts';
import type { Change, Store, Transaction } from '../port.ts';
import { Database } from './database.ts';
import { openPostgresStore } from './open-postgres-store.ts';
import { type TestSchema, testSchema, testServer } from './opened-for-contract.ts';

let at: TestSchema;
let one: Store;
let other: Store;

beforeEach(async () => {
  at = testSchema();
  [one, other] = await Promise.all([at.open(), at.open()]);
});
afterEach(() => at.drop());

const addOne = async (tx: Transaction): Promise<void> => {
  const alice = await tx.in(users, home).get('alice');
  await tx.in(users, home).put({ ...(alice ?? user('alice')), visits: (alice?.visits ?? 0) + 1 });
};

async function cutConnections(): Promise<void> {
  await at.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${at.schema}'`);
}

describe('two nodes', () => {
  test('a write on one is read on the other at once, and told to it within a second', async () => {
    const told: { readonly id: string; readonly ms: number }[] = [];
    for (let n = 0; n < 20; n++) {
      const began = performance.now();
      const heard = new Promise<void>((resolve) => {
        const stop = other.onCommit((changes) => {
          if (changes.length === 0) return;
          told.push(...changes.map(({ id }) => ({ id, ms: performance.now() - began })));
          stop();
          resolve();
        });
      });
      await one.transact((tx) => tx.in(users, home).insert(user(`u${n}`)));
      expect(await other.in(users, home).get(`u${n}`)).toBeDefined();
      await heard;
    }
    expect(told.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, n) => `u${n}`));
    // As a rule; that nobody is sure of what he has not been told is the promise, and tests/nodes/stress.ts holds it to that.
    expect(told.map(({ ms }) => ms).toSorted((a, b) => a - b)[10]).toBeLessThan(1000);
    await expect.poll(() => Math.max(one.staleMs(), other.staleMs())).toBeLessThan(1000);
  });

  test('of a hundred increments on both none is lost, and both hear all of them once', async () => {
    const heard: [Change[], Change[]] = [[], []];
    one.onCommit((changes) => heard[0].push(...changes));
    other.onCommit((changes) => heard[1].push(...changes));
    await Promise.all(Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? one : other).transact(addOne)));
    expect((await one.in(users, home).entry('alice'))?.rev).toBe(100);
    expect((await other.in(users, home).get('alice'))?.visits).toBe(100);
    const feed = await one.changes(0, 1000);
    expect(feed.map(({ rev }) => rev)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
    for (const one of heard) {
      await expect.poll(() => one.length).toBe(100);
      expect(one.toSorted((a, b) => a.seq - b.seq)).toEqual(feed);
    }
  });

  test('the third access key is refused, whichever node is asked', async () => {
    for (let round = 0; round < 10; round++) {
      const create = (id: string) => async (tx: Transaction) => {
        if ((await tx.in(keys, home).count({ index: 'user', key: `u${round}` })) >= 2) throw new Error('LimitExceeded');
        await tx.in(keys, home).insert({ id: `${round}-${id}`, user: `u${round}`, secret: new Secret('s') });
      };
      const asked = ['a', 'b', 'c', 'd'].map((id, n) => (n % 2 === 0 ? one : other).transact(create(id)));
      const outcomes = await Promise.allSettled(asked);
      expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBe(2);
    }
  });

  test('the feed waits for a group that has taken its places and commits late; listeners hear at once of those after it', async () => {
    const heard: string[] = [];
    other.onCommit((changes) => heard.push(...changes.map(({ id }) => id)));
    const late = await at.takePlaces('late');
    await other.transact((tx) => tx.in(users, home).insert(user('between')));
    await one.transact((tx) => tx.in(users, home).insert(user('after')));
    await expect.poll(() => heard).toEqual(['between', 'after']);
    expect(await other.changes(0, 10)).toEqual([]);
    expect(await other.head()).toBe(0);
    // Sure of what there is, not of what may come.
    await expect.poll(() => other.staleMs()).toBeLessThan(600);
    await late.commit();
    await expect.poll(() => heard).toEqual(['between', 'after', 'late']);
    expect((await other.changes(0, 10)).map(({ id }) => id)).toEqual(['late', 'between', 'after']);
  });

  test('a group that took places and came to nothing is passed over, and who follows the feed is woken', async () => {
    const lost = await at.takePlaces('lost');
    let woken = 0;
    await other.transact((tx) => tx.in(users, home).insert(user('after')));
    other.onCommit(() => {
      woken += 1;
    });
    await pause(600);
    expect([await other.changes(0, 10), woken]).toEqual([[], 0]);
    await lost.rollback();
    await expect.poll(() => woken).toBe(1);
    expect((await other.changes(0, 10)).map(({ id }) => id)).toEqual(['after']);
  });

  test.each<{ what: string; sql: string; database?: string }>([
    {
      what: 'a numbered transaction of another database',
      sql: 'BEGIN; SELECT pg_current_xact_id()',
      database: 'template1',
    },
    { what: 'a numbered transaction of this one', sql: 'BEGIN; SELECT pg_current_xact_id()' },
    { what: 'a dump', sql: 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM feed, documents' },
    { what: 'a serializable reader', sql: 'BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT count(*) FROM feed, documents' },
  ])('$what, left open, holds nothing back', async ({ sql, database }) => {
    await at.hold(sql, database);
    const heard: string[] = [];
    other.onCommit((changes) => heard.push(...changes.map(({ id }) => id)));
    for (const name of ['a', 'b', 'c']) await one.transact((tx) => tx.in(users, home).insert(user(name)));
    await expect.poll(() => heard).toEqual(['a', 'b', 'c']);
    expect((await other.changes(0, 10)).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    await expect.poll(() => other.staleMs()).toBeLessThan(600);
  });
});

describe('what goes wrong', () => {
  test('cut connections: every acknowledged write is there once, and service is back within five seconds', async () => {
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
    const writers = [one, other].flatMap((store) => [1, 2, 3, 4].map(() => writer(store)));
    let longest = 0;
    for (let cut = 0; cut < 8; cut++) {
      await pause(200);
      await cutConnections();
      const began = performance.now();
      const before = acknowledged.length;
      await expect.poll(() => acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(before + 8);
      longest = Math.max(longest, performance.now() - began);
    }
    writing = false;
    await Promise.all(writers);
    expect(longest).toBeLessThan(5000);
    expect(acknowledged.length).toBeGreaterThan(50);
    const there = new Set((await one.in(users, home).list()).map(({ record }) => record.name));
    expect(acknowledged.filter((name) => !there.has(name))).toEqual([]);
    expect(there.size).toBe(acknowledged.length);
    const told = (await one.changes(0, 100_000)).map(({ id }) => id);
    expect(told.toSorted()).toEqual([...there].sort());
  });

  test('a feed without its connection says that it is stale, catches up and says that it is not', async () => {
    const heard: string[] = [];
    other.onCommit((changes) => heard.push(...changes.map(({ id }) => id)));
    await expect.poll(() => other.staleMs()).toBeLessThan(600);
    await cutConnections();
    await one.transact((tx) => tx.in(users, home).insert(user('meanwhile')));
    await expect.poll(() => heard, { timeout: 5000 }).toEqual(['meanwhile']);
    await expect.poll(() => other.staleMs()).toBeLessThan(600);
  });

  test('a node that missed what was forgotten begins anew, and hears all that follows', async () => {
    const heard: string[] = [];
    let missed = 0;
    other.onCommit((changes) => heard.push(...changes.map(({ id }) => id)));
    other.onMissed(() => {
      missed += 1;
    });
    // Changes that were made and forgotten between two looks.
    const [top] = await at.query("SELECT setval('places', nextval('places') + 10) AS top");
    await at.query(`INSERT INTO meta (name, value) VALUES ('forgotten', '${top?.['top']}')`);
    await expect.poll(() => missed).toBe(1);
    expect(other.staleMs()).toBeLessThan(1000);
    await one.transact((tx) => tx.in(users, home).insert(user('later')));
    await expect.poll(() => heard).toEqual(['later']);
    expect(missed).toBe(1);
  });

  test('another root key, a newer form and a wrong address are refused, and no password is told', async () => {
    const reason = (opening: Promise<Store>): Promise<unknown> =>
      opening.then(
        () => 'opened',
        (error: { readonly reason: string; readonly message: string }) => [error.reason, error.message],
      );
    expect(await reason(at.open(Buffer.alloc(32, 8)))).toEqual([
      'wrongRootKey',
      expect.stringContaining('not the one'),
    ]);
    await at.query("UPDATE meta SET value = '1000' WHERE name = 'version'");
    expect(await reason(at.open())).toEqual(['newerVersion', expect.stringContaining('newer version')]);
    const address = new URL(testServer());
    address.password = 'hunter2';
    address.pathname = '/nowhere';
    const options = { rootKey: Buffer.alloc(32, 7), clock: at.clock, timers: systemTimers };
    const refused = await reason(openPostgresStore({ url: address.href, ...options }));
    expect(refused).toEqual(['unreadable', expect.stringContaining('nowhere')]);
    expect(JSON.stringify(refused)).not.toContain('hunter2');
  });

  test('a commit waits for the disk even where the address says otherwise', async () => {
    const url = `${testServer()}?options=-c%20synchronous_commit%3Doff`;
    const database = new Database(url, at.schema, systemTimers);
    try {
      expect(await database.read('SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
    } finally {
      await database.end();
    }
  });

  test('places go on growing where a database is restored without its sequences', async () => {
    await one.transact((tx) => tx.in(users, home).insert(user('before')));
    const [first] = await one.changes(0, 10);
    // As if the changes so far had had much higher places.
    await at.query(`UPDATE feed SET seq = seq + ${2 ** 45}`);
    const restored = await at.open();
    await restored.transact((tx) => tx.in(users, home).insert(user('after')));
    const changes = await restored.changes(0, 10);
    expect(changes.map(({ id }) => id)).toEqual(['before', 'after']);
    expect(changes[1]?.seq).toBeGreaterThan((first?.seq ?? 0) + 2 ** 45);
  });

  test('a database of the first form is brought up to date: places go on above those there are, subscribers miss nothing', async () => {
    await one.transact((tx) => tx.in(users, home).insert(user('before')));
    await Promise.all([one.close(), other.close()]);
    await at.query(`
      ALTER TABLE feed RENAME TO changes;
      UPDATE changes SET seq = seq + (100000::bigint << 14);
      DROP SEQUENCE places;
      DROP TABLE commits;
      DELETE FROM meta WHERE name = 'lanes';
      INSERT INTO meta VALUES ('feedBase', '0');
      UPDATE meta SET value = '1' WHERE name = 'version'`);
    const updated = await at.open();
    await updated.transact((tx) => tx.in(users, home).insert(user('after')));
    const changes = await updated.changes(0, 10);
    expect(changes.map(({ id }) => id)).toEqual(['before', 'after']);
    expect(changes[1]?.seq).toBe((changes[0]?.seq ?? 0) + 1);
    expect((await updated.in(users, home).list()).length).toBe(2);
  });

  test('a transaction that waits for something else is ended, and those of its group go through', async () => {
    const before = one.transact((tx) => tx.in(users, home).insert(user('before')));
    const stuck = one.transact(async (tx) => {
      await tx.in(users, home).insert(user('stuck'));
      await new Promise(() => undefined);
    });
    const beside = one.transact((tx) => tx.in(users, home).insert(user('beside')));
    await expect(stuck).rejects.toThrow('did not end');
    await Promise.all([before, beside]);
    expect((await other.in(users, home).list()).map(({ record }) => record.name)).toEqual(['before', 'beside'].sort());
  }, 40_000);

  test('a removal of everything may change more than any other transaction; all of it is told', async () => {
    const rows = changesInTransactionMax + 20;
    await at.query(
      'INSERT INTO documents (collection, scope, id, rev, body, keys) ' +
        `SELECT 'fixture.filler', '', 'f' || n, 1, '{}', '{}' FROM generate_series(1, ${rows}) n`,
    );
    const heard: [string[], string[]] = [[], []];
    for (const [n, store] of [one, other].entries()) {
      store.onCommit((changes) => heard[n]?.push(...changes.map(({ id }) => id)));
    }
    await Promise.all([
      one.transact((tx) => tx.in(users, elsewhere).insert(user('first'))),
      one.transact((tx) => tx.clear()),
      one.transact((tx) => tx.in(users, home).insert(user('later'))),
    ]);
    expect(await other.in(users, home).count()).toBe(1);
    expect(await other.in(users, elsewhere).count()).toBe(0);
    for (const ids of heard) {
      await expect.poll(() => ids.at(-1), { timeout: 10_000 }).toBe('later');
      expect(ids.filter((id) => id.startsWith('f') && id !== 'first').length).toBe(rows);
    }
  });
});
