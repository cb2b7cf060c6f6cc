/**
 * The queue of write transactions. They run one after another, each under its own savepoint, several to one BEGIN and COMMIT, so
 * that they share the sync of the disk. No transaction resolves before that sync. A group begins with the next turn of the
 * event loop, so that all requests read in this turn join it.
 *
 * A sync blocks the thread that commits. A few syncs a second do no harm. When there are many, a worker commits: the group is rolled
 * back here and its statements are repeated there, while this thread serves others (docs/decisions/0006-store-commit-thread.md). What is only appended to a
 * journal is then not written here at all.
 */
import type { Clock } from '#kernel/clock';
import type { Timers } from '#kernel/timers';
import type { Change, Transaction, WriteOptions } from '../port.ts';
import { StoreFailed } from '../unavailable.ts';
import type { CommittedConnection, Written } from './connection.ts';
import { SqliteTransaction, type WriterState } from './transaction.ts';

/** Bounds how long one group keeps the event loop, and how many wait for one sync. */
const groupCountMax = 256;
const groupMsMax = 2;
/** So many commits within a second bring up the worker. */
const commitsASecondMax = 20;
/**
 * A transaction awaits only its own calls and takes microseconds. One that takes this long waits for something else, perhaps for another
 * transaction.
 */
const transactionMsMax = 10_000;

interface Job {
  readonly run: (tx: Transaction) => Promise<unknown>;
  readonly options: WriteOptions;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/** Who commits in our place; see `CommitWorker`. */
export interface CommitThread {
  readonly state: 'starting' | 'ready' | 'gone';
  /** Resolves when it is no longer starting. */
  readonly started: Promise<void>;
  commit(group: readonly Written[]): Promise<void>;
  close(): Promise<void>;
}

export interface GroupCommitOptions {
  readonly state: WriterState;
  readonly committed: CommittedConnection;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Hears of each commit's changes before anybody else. */
  readonly told: (changes: readonly Change[]) => void;
  /** Absent: this thread always commits by itself. */
  readonly startWorker?: () => CommitThread;
}

export class GroupCommit {
  readonly #state: WriterState;
  readonly #committed: CommittedConnection;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #told: (changes: readonly Change[]) => void;
  readonly #startWorker: (() => CommitThread) | undefined;
  #worker: CommitThread | undefined;
  #commits = 0;
  #countedSince = 0;
  /** In the second before this one. */
  #wasBusy = false;
  #alwaysBusy = false;
  #queue: Job[] = [];
  #scheduled = false;
  #closed = false;
  #broken: StoreFailed | undefined;
  #idle: (() => void) | undefined;

  constructor(options: GroupCommitOptions) {
    this.#state = options.state;
    this.#committed = options.committed;
    this.#clock = options.clock;
    this.#timers = options.timers;
    this.#told = options.told;
    this.#startWorker = options.startWorker;
  }

  add<R>(run: (tx: Transaction) => Promise<R>, options: WriteOptions): Promise<R> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    if (this.#closed) return Promise.reject(new StoreFailed('the store is closed'));
    return new Promise<R>((resolve, reject) => {
      this.#queue.push({ run, options, resolve: resolve as (value: unknown) => void, reject });
      this.#schedule();
    });
  }

  /** Takes no more, and resolves when what was taken is done. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#scheduled) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve;
      });
    }
    await this.#worker?.close();
  }

  /** The worker commits from now on, however seldom. */
  async startWorker(): Promise<void> {
    this.#alwaysBusy = true;
    this.#worker ??= this.#startWorker?.();
    await this.#worker?.started;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#timers.soon(() => void this.#turn());
  }

  async #turn(): Promise<void> {
    await this.#group();
    this.#scheduled = false;
    if (this.#queue.length > 0) this.#schedule();
    else this.#idle?.();
  }

  async #group(): Promise<void> {
    const jobs: Job[] = [];
    const outcomes: Outcome[] = [];
    const changes: Change[] = [];
    try {
      if (this.#broken !== undefined) throw this.#broken;
      this.#state.connection.database.exec('BEGIN IMMEDIATE');
      const began = this.#timers.monotonicMs();
      for (let at = 0; at < this.#queue.length && jobs.length < groupCountMax; at++) {
        const job = this.#queue[at];
        if (job === undefined) break;
        jobs.push(job);
        outcomes.push(await this.#one(job, changes));
        if (this.#timers.monotonicMs() - began > groupMsMax) break;
      }
      this.#queue = this.#queue.slice(jobs.length);
      await this.#commit();
    } catch (error) {
      this.#fail(jobs, error);
      return;
    }
    // Caches are told first: they must forget the old records before a caller hears that the write is done.
    if (changes.length > 0) this.#told(changes);
    jobs.forEach((job, at) => {
      const outcome = outcomes[at];
      if (outcome?.ok === true) job.resolve(outcome.value);
      else job.reject(outcome?.error);
    });
  }

  async #commit(): Promise<void> {
    const { connection } = this.#state;
    const { hasWritten } = connection;
    if (hasWritten) this.#countCommit();
    if (!hasWritten || !this.#isBusy || this.#worker?.state !== 'ready') {
      connection.catchUp();
      connection.takeWritten();
      this.#committed.release();
      connection.database.exec('COMMIT');
      return;
    }
    const written = connection.takeWritten();
    connection.database.exec('ROLLBACK');
    this.#committed.letGo();
    try {
      await this.#worker.commit(written);
    } finally {
      this.#committed.hold();
    }
  }

  /**
   * Many syncs a second would show as pauses of the event loop: while they come so often the worker has them. When they are few again this
   * thread commits by itself, since repeating what was written costs more than the pause.
   */
  #countCommit(): void {
    const now = this.#timers.monotonicMs();
    if (now - this.#countedSince > 1000) {
      this.#wasBusy = this.#commits > commitsASecondMax && now - this.#countedSince < 2000;
      this.#countedSince = now;
      this.#commits = 0;
    }
    this.#commits += 1;
    // Tried only once. If the worker cannot start, or has ended, this thread goes on committing.
    if (this.#commits > commitsASecondMax) this.#worker ??= this.#startWorker?.();
  }

  get #isBusy(): boolean {
    return this.#alwaysBusy || this.#wasBusy || this.#commits > commitsASecondMax;
  }

  /** Throws only where the database itself has failed and the group with it. */
  async #one(job: Job, changes: Change[]): Promise<Outcome> {
    const { connection, journals } = this.#state;
    const { database } = connection;
    const tx = new SqliteTransaction(this.#state, this.#clock.now(), job.options);
    const mark = connection.mark;
    journals.mark();
    database.exec('SAVEPOINT one');
    let outcome: Outcome;
    try {
      outcome = { ok: true, value: await this.#within(job.run(tx)) };
    } catch (error) {
      outcome = { ok: false, error };
    }
    tx.end();
    const failure = connection.takeFailure();
    // On a full disk or a failed read SQLite rolls back the whole group by itself, even if the handler caught the error.
    if (!database.isTransaction) throw failure ?? new StoreFailed('the transaction ended by itself');
    if (failure !== undefined) outcome = { ok: false, error: failure };
    if (outcome.ok) {
      database.exec('RELEASE one');
      changes.push(...tx.changes);
    } else {
      database.exec('ROLLBACK TO one; RELEASE one');
      connection.forgetAfter(mark);
      journals.rolledBack();
    }
    return outcome;
  }

  async #within<R>(running: Promise<R>): Promise<R> {
    let cancel: (() => void) | undefined;
    const overdue = new Promise<never>((_, reject) => {
      cancel = this.#timers.after(transactionMsMax, () => {
        reject(new StoreFailed(`a transaction did not end within ${transactionMsMax} ms`));
      });
    });
    try {
      return await Promise.race([running, overdue]);
    } finally {
      cancel?.();
    }
  }

  /** The whole group is gone. After a failed sync nobody knows what is on disk: only a restart reads it afresh. */
  #fail(group: readonly Job[], cause: unknown): void {
    const { database } = this.#state.connection;
    // If not even a group could begin, trying again at once would fail again.
    const jobs = group.length > 0 ? group : this.#queue;
    this.#queue = this.#queue.filter((job) => !jobs.includes(job));
    this.#state.connection.takeWritten();
    this.#state.journals.lost();
    const failure =
      cause instanceof StoreFailed ? cause : new StoreFailed(`the database failed: ${String(cause)}`, { cause });
    if (database.isTransaction) {
      try {
        database.exec('ROLLBACK');
      } catch {
        this.#broken = failure;
      }
    }
    if (!harmless.has(errorCode(cause) & 0xff)) this.#broken = failure;
    const gone = this.#broken === undefined ? jobs : [...jobs, ...this.#queue.splice(0)];
    for (const job of gone) job.reject(failure);
  }
}

/** SQLITE_FULL and SQLITE_BUSY: nothing was written, and a later attempt may succeed. */
const harmless: ReadonlySet<number> = new Set([13, 5]);

function errorCode(error: unknown): number {
  const code = typeof error === 'object' && error !== null && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code : -1;
}
