/** A node dies, connections are cut or swallowed, the database restarts: nothing acknowledged is lost, and the rest serve again within five seconds. */
import { setTimeout as pause } from 'node:timers/promises';
import { GetUserCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PostgresServer } from '../../../../scripts/postgres-server.ts';
import { newSite, ownServer, type Site, twoNodes } from './database.ts';
import { type Network, networkTo } from './network.ts';
import { credentialsIn } from './node.ts';
import { expectNothingLost, expectWithin, writing } from './writing.ts';

const againMs = 5000;

let server: PostgresServer;
let site: Site;

beforeAll(async () => {
  server = await ownServer();
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  site = await newSite(server);
});
afterEach(() => site[Symbol.asyncDispose]());

test('a node is killed under load: the other goes on, and the killed one starts again with all there is', async () => {
  const [one, other] = await twoNodes(site);
  const written = writing([one, other]);
  await written.servedAgain([one, other], 20);
  await one.kill();
  expect(await written.servedAgain([other], 10)).toBeLessThan(againMs);
  await written.stop();
  await expectNothingLost(site, other, written);
  const again = await site.node('one');
  expect(credentialsIn(again.dataDirectory)).toEqual(credentialsIn(other.dataDirectory));
  const name = written.acknowledged.at(-1) ?? '';
  expect((await again.admin.iam.send(new GetUserCommand({ UserName: name }))).User?.UserName).toBe(name);
});

test('a node that stands still in the middle of its work does not hold up the other for long', async () => {
  const [one, other] = await twoNodes(site);
  const written = writing([one, other]);
  await written.servedAgain([one, other], 20);
  await expectWithin(againMs, async () => {
    one.process.kill('SIGSTOP');
    let ms: number;
    try {
      ms = await written.servedAgain([other], 10);
    } finally {
      one.process.kill('SIGCONT');
    }
    return Math.max(ms, await written.servedAgain([one, other], 5));
  });
  await written.stop();
  await expectNothingLost(site, other, written);
});

test('all connections are cut, again and again', async () => {
  const nodes = await twoNodes(site);
  const written = writing(nodes);
  await written.servedAgain(nodes, 10);
  for (let round = 0; round < 4; round++) {
    await expectWithin(againMs, async () => {
      await site.cut();
      return await written.servedAgain(nodes, 5);
    });
  }
  await written.stop();
  // Short as the cuts are, nobody had to be refused.
  expect(written.refusals).toEqual(new Set());
  await expectNothingLost(site, nodes[0], written);
});

describe.each(['fast', 'immediate'] as const)('the database goes down (%s) and comes back', (how) => {
  test('at once: requests wait for it', async () => {
    const nodes = await twoNodes(site);
    const written = writing(nodes);
    await written.servedAgain(nodes, 20);
    await expectWithin(againMs, async () => {
      await server.stop(how);
      await server.start();
      return await written.servedAgain(nodes, 10);
    });
    await written.stop();
    expect(written.refusals).toEqual(new Set());
    await expectNothingLost(site, nodes[1], written);
  });
});

test('while the database is away nobody is answered from memory; when it is back everybody is served', async () => {
  const nodes = await twoNodes(site);
  const written = writing(nodes, 2);
  await written.servedAgain(nodes, 10);
  await server.stop();
  try {
    const gone = performance.now();
    await pause(1500);
    const asked = await Promise.allSettled(
      nodes.flatMap(({ admin }) => [
        admin.sts.send(new GetCallerIdentityCommand({})),
        admin.iam.send(new ListUsersCommand({})),
      ]),
    );
    // Who they are and what they may do was in memory, and is not believed.
    expect(asked.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'rejected'));
    for (const one of asked) {
      if (one.status === 'rejected') expect(one.reason.$metadata.httpStatusCode).toBeGreaterThanOrEqual(500);
    }
    for (const node of nodes) expect((await fetch(`${node.endpoint}/_lockstead/health`)).status).toBe(503);
    expect(performance.now() - gone).toBeGreaterThan(5000);
  } finally {
    await server.start();
  }
  expect(await written.servedAgain(nodes, 10)).toBeLessThan(againMs);
  for (const node of nodes) expect((await fetch(`${node.endpoint}/_lockstead/health`)).status).toBe(200);
  await written.stop();
  await expectNothingLost(site, nodes[1], written);
});

describe('the network of one node', () => {
  let network: Network;
  beforeEach(async () => {
    network = await networkTo(site.url);
  });
  afterEach(() => network[Symbol.asyncDispose]());

  test('is cut for a while', async () => {
    const near = await site.node('near');
    const far = await site.node('far', { store: network.url });
    const written = writing([near, far]);
    await written.servedAgain([near, far], 10);
    await expectWithin(againMs, async () => {
      network.cut();
      const ms = await written.servedAgain([near], 10);
      await pause(2000);
      network.heal();
      return Math.max(ms, await written.servedAgain([near, far], 5));
    });
    await written.stop();
    await expectNothingLost(site, far, written);
  });

  test('forgets its connections without a word, in the middle of their work', async () => {
    const near = await site.node('near');
    const far = await site.node('far', { store: network.url });
    const written = writing([near, far]);
    await written.servedAgain([near, far], 10);
    await expectWithin(againMs, async () => {
      expect(network.swallow()).toBeGreaterThan(0);
      const ms = await written.servedAgain([near], 10);
      return Math.max(ms, await written.servedAgain([near, far], 5));
    });
    await written.stop();
    await expectNothingLost(site, far, written);
  });
});

test('a node told to stop while the database is away ends, and says what it could not write', async () => {
  const [one] = await twoNodes(site);
  await one.admin.iam.send(new ListUsersCommand({}));
  await server.stop();
  try {
    const began = performance.now();
    const { err } = await one.stop();
    expect(performance.now() - began).toBeLessThan(30_000);
    expect(err).not.toContain('UnhandledPromiseRejection');
  } finally {
    await server.start();
  }
});
