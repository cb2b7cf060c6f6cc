/** A node that cannot be sure to have heard of every change asks the database instead: it never allows by what it remembers. */
import { setTimeout as pause } from 'node:timers/promises';
import { GetUserCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PostgresServer } from '../../../../scripts/postgres-server.ts';
import { allow, type Clients, newUser, policy } from '../support/clients.ts';
import { newSite, ownServer, query, type Site } from './database.ts';
import { type Network, networkTo } from './network.ts';
import type { StartedNode } from './node.ts';

let server: PostgresServer;
let site: Site;
let network: Network;
let near: StartedNode;
let far: StartedNode;

beforeAll(async () => {
  server = await ownServer();
  site = await newSite(server);
  network = await networkTo(site.url);
  near = await site.node('near');
  // The same all along: whatever befell it before, it follows the others again.
  far = await site.node('far', { store: network.url });
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  await network[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
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

let users = 0;

/** A user who may, on the node that is to be left in the dark, and is remembered there as one who may. */
async function remembered(): Promise<{ readonly onFar: Clients; deny(): Promise<unknown> }> {
  const UserName = `user-${++users}`;
  const { keys } = await newUser(near, near.admin, UserName, allow('iam:GetUser'));
  const onFar = far.clients(keys);
  for (let times = 0; times < 3; times++) expect(await isAllowed(onFar)).toBe(true);
  const PolicyDocument = policy({ Effect: 'Deny', Action: '*', Resource: '*' });
  return {
    onFar,
    deny: () => near.admin.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'never', PolicyDocument })),
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

const prepare = "BEGIN; CREATE TABLE left_open (); PREPARE TRANSACTION 'left'";

/** The node answers without asking the database who somebody is and what he may do: its caches are in use. */
async function expectRemembering(): Promise<void> {
  await isAllowed(far.admin);
  // A machine that is busy elsewhere makes a node unsure now and then; one that reads through asks a hundred questions more each time.
  await expect
    .poll(
      async () => {
        let asked = 0;
        network.interfere(() => {
          asked += 1;
          return 'pass';
        });
        for (let times = 0; times < 20; times++) await isAllowed(far.admin);
        network.interfere(undefined);
        return asked;
      },
      { timeout: 10_000 },
    )
    .toBeLessThan(60);
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

test.each<{ what: string; sql: string; elsewhere?: boolean; ends?: string }>([
  { what: 'a numbered transaction of another database', sql: 'BEGIN; SELECT pg_current_xact_id()', elsewhere: true },
  { what: 'a numbered transaction of this one', sql: 'BEGIN; SELECT pg_current_xact_id()' },
  { what: 'a prepared transaction', sql: prepare, elsewhere: true, ends: "ROLLBACK PREPARED 'left'" },
])('somebody has left $what open on the server', async ({ sql, elsewhere, ends }) => {
  const { onFar, deny } = await remembered();
  const url = elsewhere === true ? server.url() : site.url;
  const somebody = new pg.Client({ connectionString: url });
  await somebody.connect();
  try {
    await somebody.query(sql);
    await deny();
    await expectDeniedWithinASecond(onFar);
    // It follows the others meanwhile, rather than ask the database for each request.
    await expectRemembering();
  } finally {
    await somebody.end();
    if (ends !== undefined) await query(url, ends);
  }
});

test('it was away for longer than changes are kept', async () => {
  const { onFar, deny } = await remembered();
  network.cut();
  await deny();
  // As when all changes have been had by those who are there, and were forgotten.
  await site.query(
    "INSERT INTO lockstead.meta SELECT 'forgotten', max(seq)::text FROM lockstead.feed " +
      'ON CONFLICT (name) DO UPDATE SET value = excluded.value; DELETE FROM lockstead.feed',
  );
  await pause(500);
  network.heal();
  await pause(1500);
  expect(await isAllowed(onFar)).toBe(false);
  // It begins anew, and needs no restart for that.
  await expectRemembering();
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

test('a node whose feed is swallowed follows the others again before long', async () => {
  const { onFar, deny } = await remembered();
  const followers = async (): Promise<ReadonlySet<unknown>> =>
    new Set((await site.query(listeners)).map(({ pid }) => pid));
  const before = await followers();
  expect(network.swallow((sent) => sent.includes('LISTEN '))).toBe(1);
  await expect
    .poll(async () => [...(await followers())].filter((pid) => !before.has(pid)).length, { timeout: 5_000 })
    .toBeGreaterThan(0);
  await deny();
  await expectDeniedWithinASecond(onFar);
});

/** Last, because it ends the node. */
test('a node whose feed is swallowed stops when it is told to', async () => {
  expect(network.swallow((sent) => sent.includes('LISTEN '))).toBe(1);
  await pause(600);
  const began = performance.now();
  const ended = await Promise.race([far.stop(), pause(8_000)]);
  expect(ended).toMatchObject({ code: 0 });
  expect(performance.now() - began).toBeLessThan(5_000);
});

/** One for each node, and those that nobody hears any more. */
const listeners =
  "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lockstead' AND query LIKE '%forgotten%'";
