/**
 * This node's write transactions, under SERIALIZABLE, one group after another. Transactions that come while a group is under way form the next
 * one, so
 * that they share a round trip to the disk, and do not lose races against each other in one index page. Races remain between
 * nodes: a transaction that loses one runs again, alone. A group whose connection is lost runs again if it was not yet asked to commit. Otherwise
 * it is found out whether it was committed, so that nothing is done twice and nothing that was acknowledged is lost.
 */
import type { Clock } from '#kernel/clock';
import type { Timers } from '#kernel/timers';
import type { Codec } from '../codec.ts';
import type { Transaction, WriteOptions } from '../port.ts';
import { StoreFailed } from '../unavailable.ts';
import type { Database, Session } from './database.ts';
import { isDisconnection, isLostRace } from './errors.ts';
import { endBackend, type Mark, wasKept } from './fate.ts';
import type { Feed } from './feed.ts';
import { dropMarks } from './feed-sql.ts';
import { type Flushed, type Job, Overdue, runGroup } from './group.ts';
import type { Journals } from './journal.ts';
import type { Backend } from './link.ts';

/** How long one group may lose races before it is given up. */
const racingMsMax = 10_000;
const pauseMs = 20;
const groupCountMax = 32;
/** After so many groups, old marks are removed. */
const tidyEvery = 500;

export interface WriterParts {
  readonly database: Database;
  readonly codec: Codec;
  readonly journals: Journals;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly timers: Timers;
  /** A number that no other node ever had. */
  readonly lane: number;
}

type Attempt =
  | { readonly kind: 'committed'; readonly flushed: Flushed }
  | { readonly kind: 'again'; readonly cause: unknown }
  /** The connection was lost during the commit. */
  | {
      readonly kind: 'unknown';
      readonly flushed: Flushed;
      readonly cause: unknown;
      readonly backend: Backend;
      readonly mark: Mark;
    };

export class SerializableWriter {
  readonly #parts: WriterParts;
  #queue: Job[] = [];
  #isBusy = false;
  /** Attempts so far: each has a mark of its own. */
  #attempts = 0;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  transact<R>(run: (tx: Transaction) => Promise<R>, options: WriteOptions): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      this.#queue.push({ run, options, resolve: resolve as (value: unknown) => void, reject });
      if (!this.#isBusy) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isBusy = true;
    while (this.#queue.length > 0) {
      const jobs = this.#queue.slice(0, groupCountMax);
      this.#queue = this.#queue.slice(jobs.length);
      await this.#group(jobs);
    }
    this.#isBusy = false;
  }

  /** Settles each job. Never rejects. */
  async #group(jobs: readonly Job[]): Promise<void> {
    try {
      const { outcomes, changes } = await this.#committed(jobs);
      // The next group does not wait until the changes of this one are told.
      void this.#parts.feed.committed(changes).then(() => {
        jobs.forEach((job, at) => {
          const outcome = outcomes[at];
          if (outcome?.ok === true) job.resolve(outcome.value);
          else job.reject(outcome?.error);
        });
      });
    } catch (error) {
      if (error instanceof Overdue) {
        error.job.reject(new StoreFailed('a transaction did not end in time; it must await nothing but itself'));
        await this.#group(jobs.filter((job) => job !== error.job));
      } else {
        for (const job of jobs) job.reject(error);
      }
    }
  }

  async #committed(jobs: readonly Job[]): Promise<Flushed> {
    const { database, timers } = this.#parts;
    const began = timers.monotonicMs();
    for (let times = 1; ; times++) {
      const attempt = await this.#attempt(jobs, times > 1);
      if (attempt.kind === 'committed') return attempt.flushed;
      if (attempt.kind === 'unknown' && (await wasKept(database, timers, attempt.backend, attempt.mark))) {
        return attempt.flushed;
      }
      if (timers.monotonicMs() - began > racingMsMax) {
        throw new StoreFailed(`a transaction did not get through in ${times} attempts`, { cause: attempt.cause });
      }
      if (times > 1) await database.pause(pauseMs);
    }
  }

  async #attempt(jobs: readonly Job[], alone: boolean): Promise<Attempt> {
    const { database, clock, codec, journals, timers } = this.#parts;
    const session = await database.writer();
    const mark = this.#nextMark();
    let flushed: Flushed | undefined;
    try {
      flushed = await runGroup({ session, mark, codec, journals, timers, at: clock.now() }, jobs, alone);
      const { command } = await session.query({ text: 'COMMIT' });
      // When a statement of the transaction has failed, the server answers COMMIT with ROLLBACK, and not with an error.
      if (command !== 'COMMIT') throw new StoreFailed(`the database answered ${command} to a commit`);
      session.giveBack(true);
      return { kind: 'committed', flushed };
    } catch (cause) {
      await giveBack(session, cause);
      if (isDisconnection(cause)) {
        if (flushed?.isMarked === true) return { kind: 'unknown', flushed, cause, backend: session.backend, mark };
        // The group was not asked to commit, or wrote nothing, so it can run again. Its locks must be released first.
        await endBackend(database, session.backend);
        return { kind: 'again', cause };
      }
      if (isLostRace(cause)) return { kind: 'again', cause };
      throw cause;
    }
  }

  #nextMark(): Mark {
    const { database, lane } = this.#parts;
    const n = ++this.#attempts;
    if (n % tidyEvery === 0) database.read(dropMarks, lane, n - 1).catch(() => undefined);
    return { lane, n };
  }
}

async function giveBack(session: Session, cause: unknown): Promise<void> {
  let usable = !isDisconnection(cause) && !(cause instanceof Overdue);
  if (usable) {
    usable = await session.query({ text: 'ROLLBACK' }).then(
      () => true,
      () => false,
    );
  }
  session.giveBack(usable);
}
