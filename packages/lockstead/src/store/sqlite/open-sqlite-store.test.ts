import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { Secret } from '#kernel/secret';
import { systemTimers, type Timers } from '#kernel/timers';
import { home, keys, user, users } from '../contract/fixture.ts';
import { changesInTransactionMax } from '../limits.ts';
import type { Store, Transaction } from '../port.ts';
import type { RootKey } from '../seal.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

const rootKey = Buffer.alloc(32, 7);
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstead-test-'));
  path = join(folder, 'store.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(at: string = path, key: RootKey = rootKey, timers: Timers = systemTimers): Promise<Store> {
  return openSqliteStore({ path: at, rootKey: key, clock: simulatedClock(instant(1_800_000_000_000)), timers });
}

async function outcome(opening: Promise<Store>): Promise<unknown> {
  return await opening.then(
    (store) => store.close().then(() => 'opened'),
    (error: { readonly name: string; readonly reason: string }) => `${error.name}: ${error.reason}`,
  );
}

/** What a file says of its own form, and its bytes: neither may change where the store does not open. */
function contents(): Readonly<Record<string, string>> {
  const files = readdirSync(folder).filter((name) => !name.endsWith('.lock') && !name.endsWith('-shm'));
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), 'hex')]));
}

test('a second opener is told that the store is in use, until the first closes', async () => {
  const store = await open();
  expect(await outcome(open())).toBe('StoreUnavailable: inUse');
  await store.transact((tx) => tx.in(users, home).insert(user('alice')));
  await store.close();
  expect(await outcome(open())).toBe('opened');
});

test('another root key is refused before anything is read or written', async () => {
  const store = await open();
  await store.transact((tx) => tx.in(keys, home).insert({ id: 'k', user: 'alice', secret: new Secret('s') }));
  await store.close();
  const before = contents();
  expect(await outcome(open(path, Buffer.alloc(32, 8)))).toBe('StoreUnavailable: wrongRootKey');
  expect(contents()).toEqual(before);
  expect(await outcome(open(path, new Secret(rootKey.toString('hex'))))).toBe('opened');
  expect(await outcome(open(path, new Secret(rootKey.toString('base64'))))).toBe('opened');
});

test.each([new Secret(''), new Secret('00'.repeat(31)), new Secret('not a key'), Buffer.alloc(16)])(
  'a root key that is not 32 bytes is refused',
  async (key) => {
    expect(await outcome(open(path, key))).toBe('StoreUnavailable: wrongRootKey');
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('a newer form is refused and left as it is', async () => {
  await (await open()).close();
  const database = new DatabaseSync(path);
  database.exec('PRAGMA user_version = 1000');
  database.close();
  const before = contents();
  expect(await outcome(open())).toBe('StoreUnavailable: newerVersion');
  expect(contents()).toEqual(before);
});

test("somebody else's database is refused and left as it is", async () => {
  const database = new DatabaseSync(path);
  database.exec('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)');
  database.close();
  const before = contents();
  expect(await outcome(open())).toBe('StoreUnavailable: unreadable');
  expect(contents()).toEqual(before);
});

test('what is not a database, not there, or no file is unreadable', async () => {
  writeFileSync(path, 'no database at all, but long enough to have a header of one hundred bytes '.repeat(4));
  const before = contents();
  expect(await outcome(open())).toBe('StoreUnavailable: unreadable');
  expect(contents()).toEqual(before);
  expect(await outcome(open(join(folder, 'nowhere', 'store.db')))).toBe('StoreUnavailable: unreadable');
  mkdirSync(join(folder, 'folder.db'));
  expect(await outcome(open(join(folder, 'folder.db')))).toBe('StoreUnavailable: unreadable');
});

test.skipIf(process.getuid?.() === 0)('a file that may not be read is unreadable', async () => {
  await (await open()).close();
  chmodSync(path, 0);
  expect(await outcome(open())).toBe('StoreUnavailable: unreadable');
});

test('the files are for their owner only, and nothing but the database and its lock stays after a close', async () => {
  const store = await open();
  await store.transact((tx) => tx.in(users, home).insert(user('alice')));
  for (const name of readdirSync(folder)) {
    if (!name.includes('.lock')) expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
  }
  await store.close();
  expect(readdirSync(folder).sort()).toEqual(['store.db', 'store.db.lock']);
});

test('the ephemeral store keeps the same promise and has no name on disk', async () => {
  const before = readdirSync(tmpdir());
  const store = await open(':memory:');
  const other = await open(':memory:');
  try {
    const mine = (): readonly string[] =>
      readdirSync(tmpdir()).filter(
        (name) => !before.includes(name) && existsSync(join(tmpdir(), name, 'store.db-wal')),
      );
    expect(mine()).toEqual([]);
    await store.transact((tx) => tx.in(users, home).insert(user('alice')));
    expect(await store.in(users, home).get('alice')).toEqual(user('alice'));
    expect(await other.in(users, home).get('alice')).toBeUndefined();
  } finally {
    await store.close();
    await other.close();
  }
});

test('transactions of one turn of the loop share a commit, in the order they came', async () => {
  const turns: (() => void)[] = [];
  const timers: Timers = { ...systemTimers, soon: (run) => void turns.push(run) };
  const store = await open(path, rootKey, timers);
  const order: string[] = [];
  const commits: number[] = [];
  store.onCommit((changes) => commits.push(changes.length));
  const writes = ['a', 'b', 'c'].map((name) =>
    store.transact(async (tx) => {
      await tx.in(users, home).insert(user(name));
      order.push(name);
    }),
  );
  expect(order).toEqual([]);
  expect(turns.length).toBe(1);
  turns.shift()?.();
  await Promise.all(writes);
  expect(order).toEqual(['a', 'b', 'c']);
  expect(commits).toEqual([3]);
  await store.close();
});

test('a transaction that waits for something else is ended, and others go on', async () => {
  const deadlines: (() => void)[] = [];
  const timers: Timers = {
    ...systemTimers,
    after: (_, run) => {
      deadlines.push(run);
      return () => undefined;
    },
  };
  const store = await open(path, rootKey, timers);
  const stuck = store.transact(async (tx) => {
    await tx.in(users, home).insert(user('alice'));
    await new Promise(() => undefined);
  });
  const next = store.transact((tx) => tx.in(users, home).insert(user('bob')));
  await expect.poll(() => deadlines.length).toBe(1);
  deadlines[0]?.();
  await expect(stuck).rejects.toThrow('did not end');
  await next;
  expect((await store.in(users, home).list()).map(({ record }) => record.name)).toEqual(['bob']);
  await store.close();
});

test('a transaction changes so many records and no more; a clear takes as many as there are', async () => {
  const store = await open(':memory:');
  const some = (from: number, count: number) => (tx: Transaction) =>
    Promise.all(Array.from({ length: count }, (_, at) => tx.in(users, home).insert(user(`u${from + at}`))));
  await store.transact(some(0, changesInTransactionMax));
  await store.transact(some(changesInTransactionMax, 10));
  await expect(store.transact(some(1_000_000, changesInTransactionMax + 1))).rejects.toThrow('at most');
  expect(await store.in(users, home).count()).toBe(changesInTransactionMax + 10);
  await store.transact(async (tx) => {
    await tx.clear();
    await some(0, 3)(tx);
  });
  expect(await store.in(users, home).count()).toBe(3);
  await store.close();
});
