/** A node that cannot be sure to have heard of every change asks the database instead: it never allows by what it remembers. */
import { setTimeout as pause } from 'node:timers/promises';
import { GetUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { PostgresServer } from '../../../../scripts/postgres-server.ts';
import { allow, type Clients, newUser, policy } from '../support/clients.ts';
import { newSite, ownServer, type Site } from './database.ts';
import { type Network, networkTo } from './network.ts';
import type { StartedNode } from './node.ts';

let server: PostgresServer;
let site: Site;
let network: Network;
let near: StartedNode;
let far: StartedNode;

beforeAll(async () => {
  server = await ownServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  site = await newSite(server);
  network = await networkTo(site.url);
  near = await site.node('near');
  far = await site.node('far', { store: network.url });
});
afterEach(async () => {
  await site[Symbol.asyncDispose]();
  await network[Symbol.asyncDispose]();
});

async function isAllowed({ iam }: Clients): Promise<boolean> {
  try {
    await iam.send(new GetUserCommand({ UserName: 'admin' }));
    return true;
  } catch (error) {
    if ((error as Error).name !== 'AccessDenied') throw error;
    return false;
  }
}

/** A user who may, on the node that is to be left in the dark, and is remembered there as one who may. */
async function remembered(): Promise<{ readonly onFar: Clients; deny(): Promise<unknown> }> {
  const { keys } = await newUser(near, near.admin, 'alice', allow('iam:GetUser'));
  const onFar = far.clients(keys);
  for (let times = 0; times < 3; times++) expect(await isAllowed(onFar)).toBe(true);
  const PolicyDocument = policy({ Effect: 'Deny', Action: '*', Resource: '*' });
  return {
    onFar,
    deny: () =>
      near.admin.iam.send(new PutUserPolicyCommand({ UserName: 'alice', PolicyName: 'never', PolicyDocument })),
  };
}

async function expectDeniedWithinASecond(onFar: Clients): Promise<void> {
  const began = performance.now();
  let asked: number;
  let allowed: boolean;
  do {
    asked = performance.now();
    allowed = await isAllowed(onFar);
  } while (allowed && asked - began < 5000);
  expect(asked - began).toBeLessThan(1000);
  for (let again = 0; again < 3; again++) expect(await isAllowed(onFar)).toBe(false);
}

test('its feed is swallowed by the network', async () => {
  const { onFar, deny } = await remembered();
  expect(network.swallow((sent) => sent.includes('LISTEN '))).toBe(1);
  await deny();
  await expectDeniedWithinASecond(onFar);
});

test('its feed is cut, and comes back', async () => {
  const { onFar, deny } = await remembered();
  await site.cut();
  await deny();
  await expectDeniedWithinASecond(onFar);
});

// FAILS: the feed is confirmed although changes above the oldest open transaction are there and were not told (store/postgres/feed.ts).
test.fails('somebody holds a transaction open on the server, which holds back the feed', async () => {
  const { onFar, deny } = await remembered();
  // Of another database, and nothing to do with us.
  const elsewhere = new pg.Client({ connectionString: server.url() });
  await elsewhere.connect();
  try {
    await elsewhere.query('BEGIN; SELECT pg_current_xact_id()');
    await deny();
    await expectDeniedWithinASecond(onFar);
    await elsewhere.query('COMMIT');
  } finally {
    await elsewhere.end();
  }
});

test('it was away for longer than changes are kept', async () => {
  const { onFar, deny } = await remembered();
  network.cut();
  await deny();
  // As when all changes have been had by those who are there, and were forgotten.
  await site.query(
    "INSERT INTO lockstead.meta SELECT 'forgotten', max(seq)::text FROM lockstead.changes; DELETE FROM lockstead.changes",
  );
  await pause(500);
  network.heal();
  await pause(1500);
  expect(await isAllowed(onFar)).toBe(false);
});

test('it stood still, and is asked at once when it moves again', async () => {
  const { onFar, deny } = await remembered();
  far.process.kill('SIGSTOP');
  await deny();
  await pause(1500);
  const asked = isAllowed(onFar);
  await pause(100);
  far.process.kill('SIGCONT');
  expect(await asked).toBe(false);
});

// FAILS: the feed's queries have no time limit on this side, so `stop` waits for an answer that never comes.
test.fails('a node whose feed is swallowed stops when it is told to', async () => {
  expect(network.swallow((sent) => sent.includes('LISTEN '))).toBe(1);
  await pause(600);
  const began = performance.now();
  const ended = await Promise.race([far.stop(), pause(8_000)]);
  expect(ended).toMatchObject({ code: 0 });
  expect(performance.now() - began).toBeLessThan(5_000);
});

// FAILS: as above; the feed does not connect anew, and the node reads through for good.
test.fails('a node whose feed is swallowed follows the others again before long', async () => {
  const { onFar, deny } = await remembered();
  expect(network.swallow((sent) => sent.includes('LISTEN '))).toBe(1);
  await expect
    .poll(async () => (await site.query(listeners)).length, { timeout: 8_000, interval: 200 })
    .toBeGreaterThan(2);
  await deny();
  await expectDeniedWithinASecond(onFar);
});

/** One for each node, and the one that nobody hears. */
const listeners =
  "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lockstead' AND (query LIKE 'LISTEN%' OR query LIKE '%forgotten%' OR query LIKE '%changes%')";
