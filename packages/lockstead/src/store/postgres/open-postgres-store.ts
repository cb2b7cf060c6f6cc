/**
 * The store that many nodes share: any PostgreSQL from 13 on. Each node keeps nothing; transactions are SERIALIZABLE; the change feed
 * reaches all. Everything lives in one schema of the database.
 */
import type { Clock } from '#kernel/clock';
import type { Timers } from '#kernel/timers';
import { Codec } from '../codec.ts';
import type { Store } from '../port.ts';
import { type RootKey, rootKeyBytes, Sealer } from '../seal.ts';
import { StoreUnavailable } from '../unavailable.ts';
import { Database } from './database.ts';
import { Feed } from './feed.ts';
import { raisePlaces } from './feed-sql.ts';
import { Journals, raiseEntryPlaces } from './journal.ts';
import type { Link, Row } from './link.ts';
import { migrations } from './migrations.ts';
import { PostgresStore } from './postgres-store.ts';
import { SerializableWriter } from './serializable.ts';

export interface PostgresStoreOptions {
  /** `postgres://user:password@host/database?sslmode=…` */
  readonly url: string;
  /** The same on every node. */
  readonly rootKey: RootKey;
  readonly clock: Clock;
  readonly timers: Timers;
  /** `lockstead` unless told otherwise. */
  readonly schema?: string;
}

const serverVersionMin = 130_000;

type Run = (text: string, ...values: readonly string[]) => Promise<readonly Row[]>;

/** Throws `StoreUnavailable`. */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const { url, clock, timers, schema = 'lockstead' } = options;
  const what = nameOf(url);
  const rootKey = rootKeyBytes(options.rootKey);
  if (rootKey === undefined)
    throw new StoreUnavailable('wrongRootKey', 'the root key is not 32 bytes in hex or base64');
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(schema)) {
    throw new StoreUnavailable(
      'unreadable',
      `${schema} is not a name for a schema: a letter, then letters, digits and underscores`,
    );
  }
  const sealer = new Sealer(rootKey);
  const database = new Database(url, schema, timers);
  try {
    const link = await database.open();
    let lane: number;
    try {
      await refuseUnsafe(link, what);
      lane = await prepare(link, schema, sealer, what);
    } finally {
      await link.close();
    }
    const codec = new Codec(sealer);
    const journals = new Journals({ all: (sql, ...values) => database.read(sql, ...values) });
    const feed = new Feed({ database, timers, clock, schema });
    await feed.start();
    const writer = new SerializableWriter({ database, codec, journals, feed, clock, timers, lane });
    return new PostgresStore({ database, codec, journals, feed, writer });
  } catch (error) {
    await database.end();
    if (error instanceof StoreUnavailable) throw error;
    throw new StoreUnavailable('unreadable', `${what} cannot be used: ${(error as Error).message}`, { cause: error });
  }
}

/** Checks the version of the server, and whether a commit waits for the disk. */
async function refuseUnsafe(link: Link, what: string): Promise<void> {
  const { rows } = await link.query({
    text:
      "SELECT current_setting('server_version_num') AS version, current_setting('fsync') AS fsync, " +
      "current_setting('full_page_writes') AS pages",
  });
  const { version, fsync, pages } = rows[0] ?? {};
  if (Number(version) < serverVersionMin) {
    throw new StoreUnavailable('unreadable', `${what} is PostgreSQL ${version}; version 13 or newer is needed`);
  }
  if (fsync !== 'on' || pages !== 'on') {
    throw new StoreUnavailable(
      'unreadable',
      `${what} could lose acknowledged writes: fsync is ${fsync}, full_page_writes is ${pages}`,
    );
  }
}

/**
 * One node at a time makes the schema, brings it up to date and sets or checks the root key. Answers the node's lane: a number that no
 * other node ever had. It is on disk before it is used, because after a crash a sequence can give the same number again.
 */
async function prepare(link: Link, schema: string, sealer: Sealer, what: string): Promise<number> {
  const run: Run = async (text, ...values) => (await link.query({ text, values: [...values] })).rows;
  await run('SELECT pg_advisory_lock(hashtext($1))', `lockstead ${schema}`);
  await run('BEGIN');
  try {
    const version = await formVersion(run, schema);
    if (version > migrations.length) {
      throw new StoreUnavailable(
        'newerVersion',
        `${what} was written by a newer version of Lockstead (its form is ${version}, this one knows ${migrations.length})`,
      );
    }
    if (version > 0) await checkRootKey(run, sealer, what);
    if (version === 0) {
      await run(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
      await run('CREATE TABLE meta (name text PRIMARY KEY, value text NOT NULL)');
      await run(
        "INSERT INTO meta VALUES ('feedBase', '0'), ('rootKeyCheck', $1), ('version', '0')",
        sealer.checkValue(),
      );
    }
    // Several statements each, which only the simple protocol takes.
    for (const step of migrations.slice(version)) await link.query({ text: step });
    if (version < migrations.length) {
      await run("UPDATE meta SET value = $1 WHERE name = 'version'", String(migrations.length));
    }
    await run(raisePlaces);
    await run(raiseEntryPlaces);
    const [row] = await run(
      "UPDATE meta SET value = (value::bigint + 1)::text WHERE name = 'lanes' RETURNING value::bigint AS lane",
    );
    await run('COMMIT');
    return Number(row?.['lane']);
  } catch (error) {
    await run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** 0 where there is nothing yet. */
async function formVersion(run: Run, schema: string): Promise<number> {
  const [found] = await run('SELECT to_regclass($1)::text AS meta', `"${schema}".meta`);
  if (found?.['meta'] === null) return 0;
  const [row] = await run("SELECT value FROM meta WHERE name = 'version'");
  return Number(row?.['value'] ?? 0);
}

async function checkRootKey(run: Run, sealer: Sealer, what: string): Promise<void> {
  const [row] = await run("SELECT value FROM meta WHERE name = 'rootKeyCheck'");
  if (!sealer.confirms(String(row?.['value'] ?? ''))) {
    throw new StoreUnavailable('wrongRootKey', `the root key is not the one that ${what} is sealed with`);
  }
}

/** The address without its password. */
function nameOf(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `the database ${pathname.slice(1)} at ${host}`;
  } catch {
    return 'the database';
  }
}
