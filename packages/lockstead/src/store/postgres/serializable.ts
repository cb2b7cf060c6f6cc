/**
 * This node's write transactions, under SERIALIZABLE, in one lane: what comes while one group is under way makes the next, so that a
 * round trip to the disk is shared and neighbours in one index page do not lose races against each other. Races remain between
 * nodes: who loses one runs again, alone. A group whose connection is cut runs again if it had not been asked to commit; else the
 * server is asked what became of it, so that nothing is done twice and nothing acknowledged is lost.
 */
import type { PoolClient } from 'pg';
import type { Clock } from '#kernel/clock';
import type { Timers } from '#kernel/timers';
import type { Codec } from '../codec.ts';
import type { Transaction, WriteOptions } from '../port.ts';
import { StoreFailed } from '../unavailable.ts';
import type { Database } from './database.ts';
import { isDisconnection, isLostRace } from './errors.ts';
import type { Feed } from './feed.ts';
import { type Flushed, type Job, Overdue, runGroup, TooMuchTogether } from './group.ts';
import type { JournalStreams } from './journal.ts';

/** How long one group may go on losing. */
const racingMsMax = 10_000;
const pauseMs = 20;
const groupCountMax = 32;

export interface WriterParts {
  readonly database: Database;
  readonly codec: Codec;
  readonly streams: JournalStreams;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly timers: Timers;
}

type Attempt =
  | { readonly kind: 'committed'; readonly flushed: Flushed }
  | { readonly kind: 'again'; readonly cause: unknown }
  /** The connection was cut during the commit. */
  | { readonly kind: 'unknown'; readonly flushed: Flushed; readonly cause: unknown };

export class SerializableWriter {
  readonly #parts: WriterParts;
  #queue: Job[] = [];
  #busy = false;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  transact<R>(run: (tx: Transaction) => Promise<R>, options: WriteOptions): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.#queue.push({ run, options, resolve: resolve as (value: unknown) => void, reject });
      if (!this.#busy) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    while (this.#queue.length > 0) {
      const jobs = this.#queue.slice(0, groupCountMax);
      this.#queue = this.#queue.slice(jobs.length);
      await this.#group(jobs);
    }
    this.#busy = false;
  }

  /** Settles each job. Never rejects. */
  async #group(jobs: readonly Job[]): Promise<void> {
    try {
      const { outcomes, changes } = await this.#committed(jobs);
      this.#parts.feed.tellOwn(changes);
      jobs.forEach((job, at) => {
        const outcome = outcomes[at];
        if (outcome?.ok === true) job.resolve(outcome.value);
        else job.reject(outcome?.error);
      });
    } catch (error) {
      if (error instanceof Overdue) {
        error.job.reject(new StoreFailed('a transaction did not end in time; it must await nothing but itself'));
        await this.#group(jobs.filter((job) => job !== error.job));
      } else if (error instanceof TooMuchTogether && jobs.length > 1) {
        for (const job of jobs) await this.#group([job]);
      } else {
        for (const job of jobs) job.reject(error);
      }
    }
  }

  async #committed(jobs: readonly Job[]): Promise<Flushed> {
    const { database, feed, timers } = this.#parts;
    const began = timers.monotonicMs();
    for (let times = 1; ; times++) {
      const attempt = await this.#attempt(jobs, times > 1);
      if (attempt.kind === 'committed') return attempt.flushed;
      if (attempt.kind === 'unknown') {
        if (await this.#wasCommitted(attempt)) return attempt.flushed;
        feed.disown(attempt.flushed.changes);
      }
      if (timers.monotonicMs() - began > racingMsMax) {
        throw new StoreFailed(`a transaction did not get through in ${times} attempts`, { cause: attempt.cause });
      }
      if (times > 1) await database.pause(pauseMs);
    }
  }

  async #attempt(jobs: readonly Job[], alone: boolean): Promise<Attempt> {
    const { database, feed, clock, ...parts } = this.#parts;
    const client = await database.writer();
    // A cut connection is told to its client as an event too; the statement under way tells us.
    const ignore = (): void => undefined;
    client.on('error', ignore);
    let flushed: Flushed | undefined;
    try {
      flushed = await runGroup({ ...parts, client, at: clock.now() }, jobs, alone);
      feed.own(flushed.changes);
      await client.query('COMMIT');
      client.off('error', ignore);
      client.release();
      return { kind: 'committed', flushed };
    } catch (cause) {
      await giveBack(client, cause, ignore);
      if (isDisconnection(cause)) {
        // Without a number it wrote nothing, and may as well run again.
        return flushed?.xid === undefined ? { kind: 'again', cause } : { kind: 'unknown', flushed, cause };
      }
      if (flushed !== undefined) feed.disown(flushed.changes);
      if (isLostRace(cause)) return { kind: 'again', cause };
      throw cause;
    }
  }

  /** Asks until the server knows. */
  async #wasCommitted({ flushed, cause }: { readonly flushed: Flushed; readonly cause: unknown }): Promise<boolean> {
    const { database, timers } = this.#parts;
    const began = timers.monotonicMs();
    while (timers.monotonicMs() - began < racingMsMax) {
      const [row] = await database.read('SELECT pg_xact_status(?::text::xid8) AS status', flushed.xid ?? null);
      if (row?.['status'] === 'committed') return true;
      if (row?.['status'] === 'aborted') return false;
      await database.pause(pauseMs);
    }
    throw new StoreFailed('the connection was cut during a commit, and nobody knows what became of it', { cause });
  }
}

async function giveBack(client: PoolClient, cause: unknown, ignore: () => void): Promise<void> {
  let usable = !isDisconnection(cause) && !(cause instanceof Overdue);
  if (usable) {
    usable = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
  }
  client.off('error', ignore);
  client.release(!usable);
}
