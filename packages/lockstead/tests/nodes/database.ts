/** A PostgreSQL server of the suite's own, which it may restart and crash; each test has a database of its own on it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type PostgresServer, postgresServer } from '../../../../scripts/postgres-server.ts';
import { type NodeOptions, type StartedNode, startNode } from './node.ts';

export type Rows = readonly Readonly<Record<string, unknown>>[];

export async function ownServer(): Promise<PostgresServer> {
  const server = await postgresServer(['max_prepared_transactions=2']);
  if (server === undefined) throw new Error('PostgreSQL is not installed: npm run test:postgres says how to get it');
  return server;
}

export async function query(url: string, sql: string): Promise<Rows> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** What one test has: a database, a folder, and the nodes that it starts. */
export interface Site extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  node(name: string, options?: Partial<NodeOptions>): Promise<StartedNode>;
  query(sql: string): Promise<Rows>;
  /** Cuts every connection of a Lockstead, as an administrator of the database can. */
  cut(): Promise<void>;
}

let sites = 0;

export async function newSite(server: PostgresServer): Promise<Site> {
  const database = `site${++sites}`;
  await query(server.url(), `CREATE DATABASE ${database}`);
  const url = server.url(database);
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-nodes-'));
  const nodes: StartedNode[] = [];
  return {
    url,
    folder,
    async node(name, options = {}) {
      const node = await startNode({ folder, name, store: url, ...options });
      nodes.push(node);
      return node;
    },
    query: (sql) => query(url, sql),
    async cut() {
      await query(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lockstead' AND datname = current_database()",
      );
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map((node) => node.kill()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Two nodes, one after the other, so that the first has made the account. */
export async function twoNodes(
  site: Site,
  options: Partial<NodeOptions> = {},
): Promise<readonly [StartedNode, StartedNode]> {
  const one = await site.node('one', options);
  return [one, await site.node('other', options)];
}
