/** Connections to one PostgreSQL database: some for reads, one for write transactions, and patience while the server is away. */
import pg, { type ClientConfig, type QueryConfig, type QueryResult } from 'pg';
import type { Timers } from '#kernel/timers';
import { StoreFailed } from '../unavailable.ts';
import { isDisconnection } from './errors.ts';
import { type Backend, Link, type Row } from './link.ts';
import { LinkPool } from './link-pool.ts';
import { statement, type Value } from './sql.ts';
import { Watch } from './watch.ts';

const readConnectionsMax = 8;
/** Only one connection writes. The second one is used while a cut one is still being closed. */
const writeConnectionsMax = 2;
const connectMsMax = 2000;
const statementMsMax = 30_000;
/**
 * How long a node that hangs in the middle of a write can block the others. The promise is five seconds, and waking the others takes a part of
 * them.
 */
const idleInTransactionMsMax = 3000;
/** How long the server goes on sending to a node that reads nothing. It cannot end a process that is sending. */
const unheardMsMax = 4000;
/** How long a request waits for a server that restarts. */
const patienceMs = 5000;
const pauseMs = 100;

const int8 = 20;

/** Our numbers stay below 2^53: times, revisions, places in the feed. */
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
} as NonNullable<ClientConfig['types']>;

/** A connection that one transaction has to itself. */
export interface Session {
  readonly backend: Backend;
  query(config: QueryConfig): Promise<QueryResult<Record<string, string | number | null>>>;
  giveBack(usable: boolean): void;
}

export class Database {
  readonly #config: ClientConfig;
  readonly #schema: string;
  readonly #timers: Timers;
  readonly #reads: LinkPool<Link>;
  readonly #writes: LinkPool<Link>;
  readonly #watch: Watch;

  constructor(url: string, schema: string, timers: Timers) {
    this.#schema = schema;
    this.#timers = timers;
    this.#config = {
      connectionString: url,
      connectionTimeoutMillis: connectMsMax,
      keepAlive: true,
      types,
      application_name: 'lockstead',
    };
    const open = (): Promise<Link> => this.open();
    this.#reads = new LinkPool({ open, timers, max: readConnectionsMax });
    this.#writes = new LinkPool({ open, timers, max: writeConnectionsMax });
    this.#watch = new Watch({ timers, atWork: () => this.#atWork(), found: () => this.#suspect() });
  }

  /** One statement outside any transaction, tried again while the server is away. */
  async read(sql: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    return await this.patiently(() => this.readOnce(sql, ...values));
  }

  async readOnce(sql: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    const link = await this.#reads.take();
    let usable = true;
    try {
      return (await this.watched(link, statement(sql, values))).rows;
    } catch (error) {
      usable = !isDisconnection(error);
      throw error;
    } finally {
      this.#reads.giveBack(link, usable);
    }
  }

  /** A connection for a write transaction. */
  async writer(): Promise<Session> {
    const link = await this.patiently(() => this.#writes.take());
    return {
      backend: link.backend,
      query: (config) => this.watched(link, config),
      giveBack: (usable) => this.#writes.giveBack(link, usable),
    };
  }

  /** A connection of its own, with our settings. */
  open(): Promise<Link> {
    return Link.open({ config: this.#config, settings: this.#settings(), timers: this.#timers });
  }

  /** A statement that fails if the network has forgotten its connection. */
  watched(link: Link, config: QueryConfig): Promise<QueryResult<Record<string, string | number | null>>> {
    return this.#watch.over(link, () => link.query(config));
  }

  /** Repeats a statement that may run twice, until the server answers or the time is up. */
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
    await Promise.all([this.#reads.close(), this.#writes.close()]);
    this.#watch.stop();
  }

  #suspect(): void {
    this.#reads.suspect();
    this.#writes.suspect();
  }

  async #atWork(): Promise<readonly Backend[]> {
    const link = await this.open();
    const stop = this.#timers.after(connectMsMax, () => link.destroy());
    try {
      const { rows } = await link.query({ text: atWork });
      return rows.map(({ pid, started }) => ({ pid: Number(pid), startedAt: Number(started) }));
    } finally {
      stop();
      void link.close();
    }
  }

  /**
   * Sequential scans are off, because under SERIALIZABLE they lock a whole table, and all writers would conflict. A commit waits for the disk,
   * whatever the server's default is. Each read sees what was committed before it. A node that disappears is noticed in seconds.
   */
  #settings(): string {
    return [
      `SET search_path = "${this.#schema}"`,
      "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
      "SET default_transaction_isolation = 'read committed'",
      'SET enable_seqscan = off',
      'SET jit = off',
      `SET statement_timeout = ${statementMsMax}`,
      `SET idle_in_transaction_session_timeout = ${idleInTransactionMsMax}`,
      'SET tcp_keepalives_idle = 3',
      'SET tcp_keepalives_interval = 1',
      'SET tcp_keepalives_count = 3',
      `SET tcp_user_timeout = ${unheardMsMax}`,
    ].join('; ');
  }
}

/** `disabled` is said where the server does not track what its processes do. */
const atWork =
  'SELECT pid, (extract(epoch FROM backend_start) * 1000000)::bigint AS started FROM pg_stat_activity ' +
  "WHERE state IN ('active', 'fastpath function call', 'disabled')";
