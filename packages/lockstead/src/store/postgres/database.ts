/** Connections to one PostgreSQL database: a pool for reads, one for write transactions, and patience while the server is away. */
import pg, { type Client, type PoolClient, type QueryResultRow } from 'pg';
import type { Timers } from '#kernel/timers';
import { StoreFailed } from '../unavailable.ts';
import { isDisconnection } from './errors.ts';
import { statement, type Value } from './sql.ts';

export type Row = Readonly<Record<string, string | number | null>>;

const readConnectionsMax = 8;
/** One lane writes; a second connection is there while a cut one is still being given up. */
const writeConnectionsMax = 2;
const connectMsMax = 3000;
const statementMsMax = 30_000;
const idleInTransactionMsMax = 10_000;
/** How long a request waits for a server that restarts. */
const patienceMs = 5000;
const pauseMs = 100;

const int8 = 20;

/** Our numbers stay below 2^53: times, revisions, places in the feed. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
} as NonNullable<pg.ClientConfig['types']>;

export class Database {
  readonly #config: pg.ClientConfig;
  readonly #schema: string;
  readonly #timers: Timers;
  readonly #reads: pg.Pool;
  readonly #writes: pg.Pool;

  constructor(url: string, schema: string, timers: Timers) {
    this.#schema = schema;
    this.#timers = timers;
    this.#config = {
      connectionString: url,
      connectionTimeoutMillis: connectMsMax,
      types,
      application_name: 'lockstead',
    };
    this.#reads = this.#pool(readConnectionsMax);
    this.#writes = this.#pool(writeConnectionsMax);
  }

  /** One statement outside any transaction, tried again while the server is away. */
  async read(sql: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    return await this.patiently(
      async () => (await this.#reads.query<QueryResultRow & Row>(statement(sql, values))).rows,
    );
  }

  /** A connection for a write transaction; to be given back with `release`, or `release(true)` where it is not to be used again. */
  writer(): Promise<PoolClient> {
    return this.patiently(() => this.#writes.connect());
  }

  /** A connection of its own, with our settings. */
  async dedicated(): Promise<Client> {
    const client = new pg.Client(this.#config);
    await client.connect();
    await client.query(this.#settings());
    return client;
  }

  /** Runs what may be run twice until the server answers, or patience ends. */
  async patiently<R>(run: () => Promise<R>): Promise<R> {
    const began = this.#timers.monotonicMs();
    for (;;) {
      try {
        return await run();
      } catch (error) {
        if (!isDisconnection(error)) throw error;
        if (this.#timers.monotonicMs() - began > patienceMs) {
          throw new StoreFailed(`the database does not answer: ${(error as Error).message}`, { cause: error });
        }
        await this.pause(pauseMs);
      }
    }
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#timers.after(ms, resolve);
    });
  }

  async end(): Promise<void> {
    await Promise.all([this.#reads.end(), this.#writes.end()]);
  }

  #pool(max: number): pg.Pool {
    const pool = new pg.Pool({
      ...this.#config,
      max,
      idleTimeoutMillis: 30_000,
      onConnect: async (client) => {
        await client.query(this.#settings());
      },
    });
    // An idle connection was cut: the pool drops it, and the next use opens another.
    pool.on('error', () => undefined);
    return pool;
  }

  /**
   * Sequential scans are off because under SERIALIZABLE they lock a whole table, and every writer would meet every other.
   * Acknowledged means on disk, whatever the server's default.
   */
  #settings(): string {
    return [
      `SET search_path = "${this.#schema}"`,
      "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
      'SET enable_seqscan = off',
      'SET jit = off',
      `SET statement_timeout = ${statementMsMax}`,
      `SET idle_in_transaction_session_timeout = ${idleInTransactionMsMax}`,
    ].join('; ');
  }
}
