/** How tests get at a PostgreSQL store: each in a schema of its own, over the server that `npm run test:postgres` gives. */
import pg, { type QueryConfig } from 'pg';
import { instant, simulatedClock } from '#kernel/clock';
import { randomBase32, systemEntropy } from '#kernel/entropy';
import { systemTimers } from '#kernel/timers';
import { home, users } from '../contract/fixture.ts';
import type { Store } from '../port.ts';
import { scopeKey } from '../scope.ts';
import { insertChanges } from './feed-sql.ts';
import { openPostgresStore } from './open-postgres-store.ts';
import { statement } from './sql.ts';

export interface TestSchema {
  readonly schema: string;
  readonly clock: ReturnType<typeof simulatedClock>;
  /** Another node on the same data. */
  open(rootKey?: Buffer): Promise<Store>;
  /** Asks the database itself. */
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Everything in all tables. */
  stored(): Promise<string>;
  drop(): Promise<void>;
  /** A group of transactions, of a node that is not there, which has taken a place for a user's change and has not committed. */
  takePlaces(id: string): Promise<Held>;
  /** Somebody else's session, here or in another database of the server, in the middle of this. */
  hold(sql: string, database?: string): Promise<Held>;
}

export interface Held {
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

export function testServer(): string {
  const url = process.env['LOCKSTEAD_TEST_POSTGRES'];
  if (url === undefined) throw new Error('these tests need a server: npm run test:postgres');
  return url;
}

export function testSchema(): TestSchema {
  const url = testServer();
  const schema = `test_${randomBase32(systemEntropy(), 12).toLowerCase()}`;
  const clock = simulatedClock(instant(1_800_000_000_000));
  // So that they can be told from those of other tests.
  const named = new URL(url);
  named.searchParams.set('application_name', schema);
  const opened: Store[] = [];
  const held: pg.Client[] = [];
  const hold = async (sql: string, database?: string, more?: QueryConfig): Promise<Held> => {
    const address = new URL(url);
    if (database !== undefined) address.pathname = `/${database}`;
    const client = new pg.Client({ connectionString: address.href });
    // Whoever cuts all connections cuts this one too.
    client.on('error', () => undefined);
    held.push(client);
    await client.connect();
    if (database === undefined) await client.query(`SET search_path = "${schema}"`);
    await client.query(sql);
    if (more !== undefined) await client.query(more);
    return {
      commit: async () => void (await client.query('COMMIT')),
      rollback: async () => void (await client.query('ROLLBACK')),
    };
  };
  const query = async (sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(`SET search_path = "${schema}"`);
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    schema,
    clock,
    query,
    hold,
    takePlaces: (id) =>
      hold(
        'BEGIN',
        undefined,
        statement(insertChanges, [[1], [null], [scopeKey(home)], [users.name], [id], [1], [null], ['{}']] as never),
      ),
    async open(rootKey = Buffer.alloc(32, 7)) {
      const store = await openPostgresStore({ url: named.href, rootKey, clock, timers: systemTimers, schema });
      opened.push(store);
      return store;
    },
    async stored() {
      const tables = [
        'meta',
        'documents',
        'index_rows',
        'feed',
        'commits',
        'journal_streams',
        'journal_index',
        'journal_bodies',
      ];
      return JSON.stringify(await Promise.all(tables.map((table) => query(`SELECT * FROM ${table}`))));
    },
    async drop() {
      await Promise.all([...held.map((client) => client.end()), ...opened.map((store) => store.close())]);
      await query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
    },
  };
}
