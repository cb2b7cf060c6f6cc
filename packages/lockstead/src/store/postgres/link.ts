/** One connection to the server. Its socket is ours, so that it can be given up whatever the server or the network does. */
import { Socket } from 'node:net';
import pg, { type ClientConfig, type QueryConfig, type QueryResult } from 'pg';
import { invariant } from '#kernel/invariant';
import type { Timers } from '#kernel/timers';

/** The server's process for a connection. A process number can be used again, but not with the same start time. */
export interface Backend {
  readonly pid: number;
  /** Microseconds since 1970. */
  readonly startedAt: number;
}

export type Row = Readonly<Record<string, string | number | null>>;

export interface LinkOptions {
  readonly config: ClientConfig;
  /** What every session of ours is set to, as statements. */
  readonly settings: string;
  readonly timers: Timers;
}

const settingMsMax = 3000;
/** How long the server may take to answer the end of the connection. */
const goodbyeMsMax = 500;

const backendSql =
  'SELECT pid, (extract(epoch FROM backend_start) * 1000000)::bigint AS started FROM pg_stat_activity WHERE pid = pg_backend_pid()';

export class Link {
  readonly #client: pg.Client;
  readonly #socket: Socket;
  readonly #timers: Timers;
  readonly #whenLost = new Set<() => void>();
  #isLost = false;
  #backend: Backend | undefined;

  private constructor({ config, timers }: LinkOptions) {
    this.#socket = new Socket();
    this.#timers = timers;
    this.#client = new pg.Client({ ...config, stream: () => this.#socket });
    // The client also emits an error event for a lost connection. Without a listener that would end this process.
    this.#client.on('error', () => this.#lost());
    this.#client.on('end', () => this.#lost());
  }

  static async open(options: LinkOptions): Promise<Link> {
    const link = new Link(options);
    const stop = options.timers.after(settingMsMax, () => link.destroy());
    try {
      await link.#client.connect();
      await link.#client.query(options.settings);
      const [row] = (await link.query({ text: backendSql })).rows;
      link.#backend = { pid: Number(row?.['pid']), startedAt: Number(row?.['started']) };
    } catch (error) {
      link.destroy();
      throw error;
    } finally {
      stop();
    }
    return link;
  }

  get backend(): Backend {
    invariant(this.#backend !== undefined, 'a link that is open knows its server process');
    return this.#backend;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** At most one statement at a time. */
  query(config: QueryConfig): Promise<QueryResult<Record<string, string | number | null>>> {
    return this.#client.query<Record<string, string | number | null>>(config);
  }

  onNotification(run: () => void): void {
    this.#client.on('notification', run);
  }

  onLost(run: () => void): void {
    if (this.#isLost) run();
    else this.#whenLost.add(run);
  }

  /** Closes at once, without telling the server. A statement under way fails as if the connection was cut. */
  destroy(): void {
    this.#socket.destroy();
    this.#lost();
  }

  /** Ends the connection properly. If the server does not answer, closes it. */
  async close(): Promise<void> {
    if (this.#isLost) return;
    const stop = this.#timers.after(goodbyeMsMax, () => this.#socket.destroy());
    await this.#client.end().catch(() => undefined);
    stop();
    this.destroy();
  }

  #lost(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    for (const run of this.#whenLost) run();
    this.#whenLost.clear();
  }
}
