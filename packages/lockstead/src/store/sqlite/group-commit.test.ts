/** What the queue does when the database fails under it. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { instant, simulatedClock } from '#kernel/clock';
import { systemTimers } from '#kernel/timers';
import { Codec } from '../codec.ts';
import { entry, home, user, users } from '../contract/fixture.ts';
import type { Transaction } from '../port.ts';
import { Sealer } from '../seal.ts';
import { CommittedConnection, WritingConnection, type Written } from './connection.ts';
import { type CommitThread, GroupCommit } from './group-commit.ts';
import { JournalWriter } from './journal.ts';
import { migrations } from './migrations.ts';

let folder: string;
let writer: WritingConnection;
let committed: CommittedConnection;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockstead-test-'));
  const path = join(folder, 'store.db');
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = WAL; ${migrations.join(';')}`);
  writer = new WritingConnection(database);
  committed = new CommittedConnection(new DatabaseSync(path));
});
afterEach(() => {
  committed.release();
  committed.database.close();
  writer.database.close();
  rmSync(folder, { recursive: true });
});

function queue(startWorker?: () => CommitThread): GroupCommit {
  const codec = new Codec(new Sealer(Buffer.alloc(32, 1)));
  return new GroupCommit({
    state: { connection: writer, journals: new JournalWriter(writer), codec, seq: 0 },
    committed,
    clock: simulatedClock(instant(0)),
    timers: systemTimers,
    told: () => undefined,
    ...(startWorker === undefined ? {} : { startWorker }),
  });
}

const insert =
  (name: string, bytes = 10) =>
  async (tx: Transaction) => {
    await tx.in(users, home).insert(user(name, { groups: ['g'], email: 'x'.repeat(bytes) + name }));
    await tx.append('log', home, entry(name, 1));
  };

function stored(): readonly unknown[] {
  return committed.all('SELECT id FROM documents').map(({ id }) => id);
}

test('a full disk fails the whole group, leaves no trace of it, and later writes go through', async () => {
  const writes = queue();
  await writes.add(insert('before'), {});
  const pages = Number(writer.get('PRAGMA page_count')?.['page_count']);
  writer.database.exec(`PRAGMA max_page_count = ${pages + 2}`);
  const outcomes = await Promise.allSettled([
    writes.add(insert('small'), {}),
    writes.add(insert('large', 100_000), {}),
    writes.add(insert('after the large one'), {}),
  ]);
  expect(outcomes[1]).toMatchObject({ status: 'rejected' });
  const survivors = ['small', 'large', 'after the large one'].filter((_, at) => outcomes[at]?.status === 'fulfilled');
  expect(stored().toSorted()).toEqual(['before', ...survivors].toSorted());
  writer.database.exec('PRAGMA max_page_count = 100000');
  await writes.add(insert('large', 100_000), {});
  expect(stored()).toContain('large');
  await writes.close();
  expect(committed.all('SELECT * FROM journal_bodies').length).toBe(stored().length);
});

test('a handler that swallows the failure of the disk does not get half of its work committed', async () => {
  const writes = queue();
  await writes.add(insert('before'), {});
  const pages = Number(writer.get('PRAGMA page_count')?.['page_count']);
  writer.database.exec(`PRAGMA max_page_count = ${pages + 2}`);
  const careless = writes.add(async (tx) => {
    await insert('first half')(tx);
    await insert('second half', 100_000)(tx).catch(() => undefined);
  }, {});
  await expect(careless).rejects.toThrow();
  expect(stored()).toEqual(['before']);
  await writes.close();
});

class FakeThread implements CommitThread {
  state: CommitThread['state'] = 'ready';
  readonly started: Promise<void> = Promise.resolve();
  readonly error: unknown;
  groups = 0;

  constructor(error: unknown) {
    this.error = error;
  }

  commit(): Promise<void> {
    this.groups += 1;
    return Promise.reject(this.error);
  }

  async close(): Promise<void> {}
}

test('a thread that ends during a commit leaves nobody the wiser: all is refused until a restart', async () => {
  const thread = new FakeThread(new Error('the thread ended'));
  const writes = queue(() => thread);
  await writes.add(insert('before'), {});
  await writes.startWorker();
  const outcomes = await Promise.allSettled(['a', 'b'].map((name) => writes.add(insert(name), {})));
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'StoreFailed' } });
  await expect(writes.add(insert('c'), {})).rejects.toThrow('the database failed');
  expect(thread.groups).toBe(1);
  expect(stored()).toEqual(['before']);
  await writes.close();
});

test('a thread whose disk is full fails its group only', async () => {
  const thread = new FakeThread(Object.assign(new Error('database or disk is full'), { errcode: 13 }));
  const writes = queue(() => thread);
  await writes.startWorker();
  await expect(writes.add(insert('a'), {})).rejects.toThrow('disk is full');
  await expect(writes.add(insert('b'), {})).rejects.toThrow('disk is full');
  expect(thread.groups).toBe(2);
  thread.state = 'gone';
  await writes.add(insert('c'), {});
  expect(stored()).toEqual(['c']);
  await writes.close();
});

test('the thread comes once commits come often', async () => {
  let asked = 0;
  const thread = new FakeThread(undefined);
  thread.state = 'starting';
  const writes = queue(() => {
    asked += 1;
    return thread;
  });
  for (let at = 0; at < 15; at++) await writes.add(insert(`u${at}`), {});
  expect(asked).toBe(0);
  for (let at = 15; at < 80; at++) await writes.add(insert(`u${at}`), {});
  expect(asked).toBe(1);
  expect(thread.groups).toBe(0);
  await writes.close();
});

test('a database that another program holds fails what waits, and what comes later goes through', async () => {
  const writes = queue();
  const other = new DatabaseSync(join(folder, 'store.db'));
  other.exec('BEGIN IMMEDIATE');
  const outcomes = await Promise.allSettled(['a', 'b'].map((name) => writes.add(insert(name), {})));
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  other.exec('ROLLBACK');
  other.close();
  await writes.add(insert('c'), {});
  expect(stored()).toEqual(['c']);
  await writes.close();
});

/** Repeats a group on a connection of its own, as the commit's thread does. */
class OwnConnection implements CommitThread {
  readonly state = 'ready';
  readonly started: Promise<void> = Promise.resolve();
  readonly groups: number[] = [];
  readonly #database = new DatabaseSync(join(folder, 'store.db'));

  async commit(group: readonly Written[]): Promise<void> {
    this.groups.push(group.length);
    this.#database.exec('BEGIN IMMEDIATE');
    for (const [sql, ...values] of group) this.#database.prepare(sql).run(...values);
    this.#database.exec('COMMIT');
  }

  async close(): Promise<void> {
    this.#database.close();
  }
}

const append =
  (...ids: readonly string[]) =>
  async (tx: Transaction) => {
    for (const id of ids) await tx.append('log', home, entry(id, 1));
  };

async function idsIn(tx: Transaction): Promise<readonly string[]> {
  return (await tx.journal('log', home, { limit: 100 })).entries.map(({ id }) => id);
}

describe.each(['here', 'by the thread'])('entries of a journal that are put off, committed %s', (where) => {
  let thread: OwnConnection | undefined;
  let writes: GroupCommit;
  beforeEach(async () => {
    thread = where === 'here' ? undefined : new OwnConnection();
    const own = thread;
    writes = queue(own === undefined ? undefined : () => own);
    if (own !== undefined) await writes.startWorker();
    await writes.add(append('first'), {});
  });

  const committedIds = () => committed.all('SELECT id FROM journal_bodies ORDER BY seq').map(({ id }) => id);

  test('stay, whichever transaction of their group fails, and are seen by those that look', async () => {
    const looked: (readonly string[])[] = [];
    const outcomes = await Promise.allSettled([
      writes.add(append('a', 'b'), {}),
      // It makes the connection catch up with the two before it, and is rolled back.
      writes.add(async (tx) => {
        await append('never')(tx);
        looked.push(await idsIn(tx));
        throw new Error('no');
      }, {}),
      writes.add(append('c'), {}),
      writes.add(async (tx) => {
        await append('never either')(tx);
        throw new Error('no');
      }, {}),
      writes.add(async (tx) => {
        looked.push(await idsIn(tx));
        await append('d')(tx);
      }, {}),
      writes.add(insert('with a record'), {}),
      writes.add(append('e'), {}),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(looked.map((ids) => [...ids].sort())).toEqual([
      ['a', 'b', 'first', 'never'],
      ['a', 'b', 'c', 'first'],
    ]);
    expect(committedIds()).toEqual(['first', 'a', 'b', 'c', 'd', 'with a record', 'e']);
    if (thread !== undefined) expect(thread.groups.every((statements) => statements > 0)).toBe(true);
    await writes.close();
  });

  test('are counted and dropped in the transaction that appends them', async () => {
    await writes.add(async (tx) => {
      await append('a', 'b', 'c')(tx);
      expect(await tx.trim('log', { entriesMax: 2, limit: 10 })).toBe(2);
      await append('d')(tx);
    }, {});
    expect(committedIds()).toHaveLength(3);
    await writes.close();
  });
});
