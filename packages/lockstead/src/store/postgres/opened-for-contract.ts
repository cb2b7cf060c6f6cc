/** How tests get at a PostgreSQL store: each in a schema of its own, over the server that `npm run test:postgres` gives. */
import pg from 'pg';
import { instant, simulatedClock } from '#kernel/clock';
import { randomBase32, systemEntropy } from '#kernel/entropy';
import { systemTimers } from '#kernel/timers';
import type { Store } from '../port.ts';
import { openPostgresStore } from './open-postgres-store.ts';

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
  const opened: Store[] = [];
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
    async open(rootKey = Buffer.alloc(32, 7)) {
      const store = await openPostgresStore({ url, rootKey, clock, timers: systemTimers, schema });
      opened.push(store);
      return store;
    },
    async stored() {
      const tables = [
        'meta',
        'documents',
        'index_rows',
        'changes',
        'journal_streams',
        'journal_index',
        'journal_bodies',
      ];
      return JSON.stringify(await Promise.all(tables.map((table) => query(`SELECT * FROM ${table}`))));
    },
    async drop() {
      await Promise.all(opened.map((store) => store.close()));
      await query(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
    },
  };
}
