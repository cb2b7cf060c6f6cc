/** What becomes of a commit whose connection is lost while it is under way, or whose server goes down: it holds or it does not, and whoever asked is told the truth. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '#kernel/clock';
import { systemTimers } from '#kernel/timers';
import { home, user, users } from '#store/contract/fixture';
import type { Change, Store } from '#store/port';
import { openPostgresStore } from '#store/postgres/open-postgres-store';
import { OutcomeUnknown, StoreFailed } from '#store/unavailable';
import type { PostgresServer } from '../../../../scripts/postgres-server.ts';
import { newSite, ownServer, type Site } from './database.ts';
import { type Interference, type Network, networkTo } from './network.ts';
import { expectWithin } from './writing.ts';

let server: PostgresServer;
let site: Site;
let network: Network;
let near: Store;
let far: Store;
let heard: { readonly near: Change[]; readonly far: Change[] };
const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

beforeAll(async () => {
  server = await ownServer();
  process.on('unhandledRejection', note);
});
afterAll(async () => {
  process.off('unhandledRejection', note);
  await server[Symbol.asyncDispose]();
  expect(unhandled).toEqual([]);
});
beforeEach(async () => {
  site = await newSite(server);
  network = await networkTo(site.url);
  const options = { rootKey: Buffer.alloc(32, 7), clock: systemClock(), timers: systemTimers };
  near = await openPostgresStore({ ...options, url: site.url });
  far = await openPostgresStore({ ...options, url: network.url });
  heard = { near: [], far: [] };
  near.onCommit((changes) => heard.near.push(...changes));
  far.onCommit((changes) => heard.far.push(...changes));
});
afterEach(async () => {
  network.interfere(undefined);
  await Promise.all([near.close(), far.close()]);
  await network[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

const isCommit = (sent: string): boolean => sent.includes('COMMIT\0');

/** The next commit on the far node meets with this; further ones with the next of the list, and then with nothing. */
function disturbCommits(...hows: readonly Interference[]): () => number {
  let met = 0;
  network.interfere((sent) => (isCommit(sent) ? (hows[met++] ?? 'pass') : 'pass'));
  return () => met;
}

const visit = (store: Store): Promise<void> =>
  store.transact(async (tx) => {
    const alice = await tx.in(users, home).get('alice');
    await tx.in(users, home).put({ ...user('alice'), visits: (alice?.visits ?? 0) + 1 });
  });

async function expectVisits(visits: number): Promise<void> {
  const feed = await near.changes(0, 1000);
  expect(feed.map(({ rev }) => rev)).toEqual(Array.from({ length: visits }, (_, n) => n + 1));
  expect((await near.in(users, home).get('alice'))?.visits).toBe(visits);
  for (const told of [heard.near, heard.far]) {
    await expect.poll(() => told.length, { timeout: 5000 }).toBe(visits);
    expect(told).toEqual(feed);
  }
}

describe.each<{ how: Interference; what: string }>([
  { how: 'cut', what: 'is cut before it arrives' },
  { how: 'cutAfter', what: 'is cut when it has arrived' },
  { how: 'swallow', what: 'is swallowed before it arrives' },
  { how: 'swallowAfter', what: 'is swallowed when it has arrived' },
])('the connection $what', ({ how }) => {
  test('once, twice, and others go on meanwhile', async () => {
    await visit(far);
    let visits = 1;
    await expectWithin(5000, async () => {
      disturbCommits(how);
      visits += 1;
      const began = performance.now();
      await visit(far);
      return performance.now() - began;
    });
    const met = disturbCommits('pass', how, how);
    await Promise.all([visit(far), visit(near)]);
    await Promise.all([visit(far), visit(near)]);
    expect(met()).toBeGreaterThan(1);
    await expectVisits(visits + 4);
  });
});

test('a server process that is ended in the middle of a transaction leaves nothing, and the transaction runs again', async () => {
  let runs = 0;
  await far.transact(async (tx) => {
    runs += 1;
    await tx.in(users, home).insert(user(`run${runs}`));
    if (runs === 1) await site.cut();
    await tx.in(users, home).put(user('alice', { visits: runs }));
  });
  expect(runs).toBe(2);
  expect((await near.in(users, home).list()).map(({ record }) => record.name)).toEqual(['alice', 'run2']);
});

test('the server crashes as a commit arrives: what is acknowledged is there, and nothing twice, though it counts anew', async () => {
  let [acknowledged, unknown] = [0, 0];
  for (let round = 0; round < 3; round++) {
    let restarted: Promise<void> | undefined;
    network.interfere((sent) => {
      if (!isCommit(sent)) return 'pass';
      network.interfere(undefined);
      // Commit and crash race.
      restarted = server.stop('immediate').then(() => server.start());
      return 'pass';
    });
    try {
      await visit(far);
      acknowledged += 1;
    } catch (error) {
      // A busy machine may need longer to recover than anybody waits.
      expect(error).toBeInstanceOf(OutcomeUnknown);
      unknown += 1;
    }
    await restarted;
    // Transactions that come to nothing use up numbers, which the server may give again after the next crash.
    for (let n = 0; n < 5; n++) await near.transact((tx) => tx.in(users, home).get('alice'));
  }
  const visits = (await near.in(users, home).get('alice'))?.visits ?? 0;
  expect(visits).toBeGreaterThanOrEqual(acknowledged);
  expect(visits).toBeLessThanOrEqual(acknowledged + unknown);
  await expectVisits(visits);
});

test.each<{ how: Interference; isKept: boolean }>([
  { how: 'cutAfter', isKept: true },
  { how: 'cut', isKept: false },
])(
  'while nobody can be asked ($how), it is said that nobody knows; the feed tells what was kept ($isKept)',
  async ({ how, isKept }) => {
    await visit(near);
    await expect.poll(() => heard.far.length).toBe(1);
    network.interfere((sent) => {
      if (!isCommit(sent)) return 'pass';
      network.interfere(undefined);
      // The whole node is cut off, a moment after its commit has gone.
      systemTimers.after(0, () => network.cut());
      return how;
    });
    const error = await visit(far).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(OutcomeUnknown);
    const visits = isKept ? 2 : 1;
    expect((await near.in(users, home).get('alice'))?.visits).toBe(visits);
    expect(far.staleMs()).toBeGreaterThan(1000);
    network.heal();
    await expect.poll(() => far.staleMs(), { timeout: 5000 }).toBeLessThan(1000);
    await visit(far);
    await expectVisits(visits + 1);
  },
);

test('a place whose group vanished does not keep the others waiting', async () => {
  disturbCommits('swallow');
  const visited = visit(far);
  await pause(300);
  // The far node's group has taken its place and hangs; the near one is told of what comes behind it, and reads go on.
  const began = performance.now();
  await near.transact((tx) => tx.in(users, home).insert(user('bob')));
  expect(performance.now() - began).toBeLessThan(5000);
  await expect.poll(() => near.staleMs()).toBeLessThan(1000);
  await visited;
  await expect.poll(() => heard.near.map(({ id }) => id).sort()).toEqual(['alice', 'bob']);
  await expect.poll(async () => (await near.changes(0, 10)).length).toBe(2);
});

test('a node that takes nothing of what it is being told, in the middle of a write, does not hold up the others for long', async () => {
  const large = { ...user('large'), note: 'x'.repeat(2 ** 20) };
  await near.transact(async (tx) => {
    for (let n = 0; n < 20; n++) await tx.in(users, home).put({ ...large, name: `large${n}` });
  });
  let isClogged = false;
  const held = far.transact(async (tx) => {
    await tx.in(users, home).put(user('alice', { visits: 1 }));
    if (!isClogged) network.clog();
    isClogged = true;
    return (await tx.in(users, home).list()).length;
  });
  await expect.poll(() => isClogged).toBe(true);
  const began = performance.now();
  await visit(near);
  // Four seconds, as the next probe of the server's system finds them over.
  expect(performance.now() - began).toBeLessThan(8000);
  // It runs again, or says that it did not get through.
  const [outcome] = await Promise.allSettled([held]);
  if (outcome?.status === 'fulfilled') expect(outcome.value).toBe(21);
  else expect(outcome?.reason).toBeInstanceOf(StoreFailed);
});
