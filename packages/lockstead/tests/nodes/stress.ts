/**
 * Two stores, writers on both, and all that may happen to them at once: connections are cut and swallowed, before, in and after commits;
 * strangers and groups of our own hold transactions open; the server is restarted. INVARIANT: every change that was kept is told once by both,
 * each record's in their order; whoever is sure of having told everything has; what was acknowledged is there, what failed is not.
 */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '#kernel/clock';
import { systemTimers } from '#kernel/timers';
import { drawn, home, user, users } from '#store/contract/fixture';
import type { Change, Store, Transaction } from '#store/port';
import { insertChanges } from '#store/postgres/feed-sql';
import { openPostgresStore } from '#store/postgres/open-postgres-store';
import { statement } from '#store/postgres/sql';
import { scopeKey } from '#store/scope';
import { OutcomeUnknown } from '#store/unavailable';
import type { PostgresServer } from '../../../../scripts/postgres-server.ts';
import { newSite, ownServer, type Site } from './database.ts';
import { type Interference, type Network, networkTo } from './network.ts';

const roundMs = 6000;
const records = 5;
const writersEach = 3;

/** One round for each seed. */
export function underStress(seeds: readonly number[]): void {
  test.each(seeds)('seed %i', round);
}

let server: PostgresServer;
const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeAll(async () => {
  server = await ownServer();
  process.on('unhandledRejection', note);
});
afterAll(async () => {
  process.off('unhandledRejection', note);
  await server[Symbol.asyncDispose]();
});

interface Told {
  readonly change: Change;
  readonly atMs: number;
}

/** A node as the test sees it. */
class Watched {
  readonly store: Store;
  readonly told: Told[] = [];
  readonly tokens = new Set<string>();
  missed = 0;

  constructor(store: Store) {
    this.store = store;
    store.onCommit((changes) => {
      for (const change of changes) {
        this.told.push({ change, atMs: performance.now() });
        this.tokens.add(`${change.id}/${change.rev}/${tokenOf(change.after)}`);
      }
    });
    store.onMissed(() => {
      this.missed += 1;
    });
  }
}

const tokenOf = (record: unknown): string =>
  (record as { readonly groups?: readonly string[] } | undefined)?.groups?.[0] ?? '';

interface Written {
  /** Of the changes it made, in order. */
  tokens: string[];
  readonly outcome: 'kept' | 'refused' | 'unknown';
  /** When that was known. */
  readonly atMs: number;
}

class Randomness {
  readonly #numbers: readonly number[];
  #at = 0;

  constructor(seed: number) {
    this.#numbers = drawn(seed, 100_000, 2 ** 30);
  }

  below(bound: number): number {
    return (this.#numbers[this.#at++ % this.#numbers.length] ?? 0) % bound;
  }

  of<T>(things: readonly T[]): T {
    return things[this.below(things.length)] as T;
  }
}

async function write(store: Store, random: Randomness, token: string): Promise<Written> {
  let tokens: string[] = [];
  const ids = Array.from({ length: 1 + random.below(3) }, () => `r${random.below(records)}`);
  const removes = random.below(6) === 0;
  const run = async (tx: Transaction): Promise<void> => {
    tokens = [];
    const mine = tx.in(users, home);
    for (const id of ids) {
      const old = await mine.entry(id);
      if (removes && old !== undefined) {
        await mine.delete(id);
        tokens.push(`${id}/${old.rev + 1}/`);
      } else {
        await mine.put(user(id, { groups: [token], visits: (old?.record.visits ?? 0) + 1 }));
        tokens.push(`${id}/${(old?.rev ?? 0) + 1}/${token}`);
      }
    }
  };
  try {
    await store.transact(run);
    return { tokens, outcome: 'kept', atMs: performance.now() };
  } catch (error) {
    const outcome = error instanceof OutcomeUnknown ? 'unknown' : 'refused';
    return { tokens, outcome, atMs: performance.now() };
  }
}

/** One thing that goes wrong; resolves when it is over. */
async function mishap(random: Randomness, site: Site, network: Network): Promise<void> {
  const forAWhile = (): Promise<void> => pause(20 + random.below(400));
  const hold = async (sql: string, more?: pg.QueryConfig): Promise<void> => {
    const client = new pg.Client({ connectionString: site.url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(sql);
      if (more !== undefined) await client.query(more);
      await forAWhile();
      await client.query('ROLLBACK');
    } catch {
      // It was cut with the others.
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  switch (random.below(8)) {
    case 0:
      return await site.cut().catch(() => undefined);
    case 1:
      network.cut();
      await forAWhile();
      return network.heal();
    case 2:
      return void network.swallow(() => random.below(2) === 0);
    case 3:
      return await hold('BEGIN; SELECT pg_current_xact_id()');
    case 4: {
      // A group that has taken places and comes to nothing.
      const values = [[1], [null], [scopeKey(home)], [users.name], ['lost'], [1], [null], ['{}']];
      return await hold('SET search_path = lockstead; BEGIN', statement(insertChanges, values as never));
    }
    case 5: {
      await server.stop(random.of(['fast', 'immediate'] as const));
      return await server.start();
    }
    default: {
      const how = random.of<Interference>(['cut', 'cutAfter', 'swallow', 'swallowAfter']);
      let left = 1 + random.below(3);
      network.interfere((sent) => (sent.includes('COMMIT\0') && left-- > 0 ? how : 'pass'));
      await forAWhile();
      return network.interfere(undefined);
    }
  }
}

/** Looks all the time whether what each is sure of is so. */
async function sureness(
  nodes: readonly Watched[],
  written: readonly Written[],
  isOver: () => boolean,
): Promise<number> {
  let looks = 0;
  while (!isOver()) {
    for (const { store, tokens } of nodes) {
      const surelyKnownMs = performance.now() - store.staleMs();
      for (const { tokens: made, outcome, atMs } of written) {
        if (outcome !== 'kept' || atMs >= surelyKnownMs) continue;
        looks += 1;
        const untold = made.filter((token) => !tokens.has(token));
        if (untold.length > 0) throw new Error(`sure of having told what was not: ${untold.join()}`);
      }
    }
    await pause(15);
  }
  return looks;
}

async function round(seed: number): Promise<void> {
  const random = new Randomness(seed);
  await using site = await newSite(server);
  await using network = await networkTo(site.url);
  const options = { rootKey: Buffer.alloc(32, 7), clock: systemClock(), timers: systemTimers };
  const nodes = [
    new Watched(await openPostgresStore({ ...options, url: site.url })),
    new Watched(await openPostgresStore({ ...options, url: network.url })),
  ];
  try {
    const written: Written[] = [];
    const endsAt = performance.now() + roundMs;
    const isOver = (): boolean => performance.now() > endsAt;
    let named = 0;
    const writer = async ({ store }: Watched): Promise<void> => {
      while (!isOver()) {
        written.push(await write(store, random, `t${named++}`));
        await pause(random.below(10));
      }
    };
    const mishaps = async (): Promise<void> => {
      while (!isOver()) {
        await mishap(random, site, network);
        await pause(random.below(300));
      }
    };
    const sure = sureness(nodes, written, isOver);
    await Promise.all([
      sure,
      mishaps(),
      ...nodes.flatMap((node) => Array.from({ length: writersEach }, () => writer(node))),
    ]);
    network.heal();
    network.interfere(undefined);
    // One more of each, so that all before it has been told.
    for (const { store } of nodes) written.push(await write(store, random, `t${named++}`));

    const feed = await nodes[0]?.store.changes(0, 100_000);
    const kept = (feed ?? []).map(({ id, rev, after }) => `${id}/${rev}/${tokenOf(after)}`);
    const isKept = new Set(kept);
    const known = (outcome: Written['outcome']): readonly string[] =>
      written.filter((one) => one.outcome === outcome).flatMap(({ tokens }) => tokens);
    expect(known('kept').length).toBeGreaterThan(5);
    expect(await sure).toBeGreaterThan(5);
    expect(known('kept').filter((token) => !isKept.has(token))).toEqual([]);
    expect(known('refused').filter((token) => isKept.has(token) && !token.endsWith('/'))).toEqual([]);
    for (const { told, missed } of nodes) {
      await expect.poll(() => told.length, { timeout: 10_000 }).toBe(kept.length);
      expect(told.map(({ change }) => change).toSorted((a, b) => a.seq - b.seq)).toEqual(feed);
      // Whoever could not look for five seconds has said that what is remembered is not to be believed.
      for (let n = 0; missed === 0 && n < records; n++) {
        const places = told.filter(({ change }) => change.id === `r${n}`).map(({ change }) => change.seq);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }
      expect(missed).toBeLessThan(3);
    }
    expect(unhandled).toEqual([]);
  } finally {
    await Promise.all(nodes.map(({ store }) => store.close()));
  }
}
