/** One attempt at a group of write transactions: one transaction of the server, a savepoint for each of ours. */
import type { PoolClient } from 'pg';
import type { Instant } from '#kernel/clock';
import type { Timers } from '#kernel/timers';
import type { Codec } from '../codec.ts';
import { changesInTransactionMax } from '../limits.ts';
import type { Change, Transaction, WriteOptions } from '../port.ts';
import { toldChange } from '../told.ts';
import { StoreFailed } from '../unavailable.ts';
import { isDisconnection, isLostRace } from './errors.ts';
import { insertChanges } from './feed-sql.ts';
import type { JournalStreams } from './journal.ts';
import { statement, type Value } from './sql.ts';
import { PostgresTransaction } from './transaction.ts';

/** As in the embedded store: a transaction awaits only itself. */
const transactionMsMax = 10_000;

export interface Job {
  readonly run: (tx: Transaction) => Promise<unknown>;
  readonly options: WriteOptions;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/** What is there to be committed. */
export interface Flushed {
  readonly outcomes: readonly Outcome[];
  readonly changes: readonly Change[];
  /** The server's number of it; absent where nothing was written. */
  readonly xid: string | undefined;
}

/** One of the group hangs, and the connection with it: it is to be refused, and the others run again. */
export class Overdue extends Error {
  override readonly name = 'Overdue';
  readonly job: Job;

  constructor(job: Job) {
    super('a transaction did not end');
    this.job = job;
  }
}

/** Together they change more than one transaction can tell: they are to run apart. */
export class TooMuchTogether extends Error {
  override readonly name = 'TooMuchTogether';
}

export interface GroupParts {
  readonly client: PoolClient;
  readonly codec: Codec;
  readonly streams: JournalStreams;
  readonly timers: Timers;
  readonly at: Instant;
}

/**
 * Runs the jobs one after another and writes what they tell; leaves the commit to the caller. `alone` waits until no other writer is
 * under way and keeps new ones out, so that nobody is left to race against.
 */
export async function runGroup(parts: GroupParts, jobs: readonly Job[], alone: boolean): Promise<Flushed> {
  // A lock takes no snapshot: what is read afterwards is what there is once the lock is had.
  const mode = alone ? 'EXCLUSIVE' : 'ROW SHARE';
  await parts.client.query(`BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE baton IN ${mode} MODE`);
  const outcomes: Outcome[] = [];
  const done: PostgresTransaction[] = [];
  for (const job of jobs) {
    await parts.client.query('SAVEPOINT job');
    const tx = new PostgresTransaction(parts.client, parts.codec, parts.streams, parts.at, job.options);
    const outcome = await runOne(parts, job, tx);
    outcomes.push(outcome);
    if (outcome.ok) done.push(tx);
    else await parts.client.query('ROLLBACK TO SAVEPOINT job');
  }
  return { outcomes, ...(await flush(parts.client, done)) };
}

/** Throws where the group is lost, or has to run again. */
async function runOne(parts: GroupParts, job: Job, tx: PostgresTransaction): Promise<Outcome> {
  let outcome: Outcome;
  try {
    outcome = { ok: true, value: await within(parts.timers, job, job.run(tx)) };
  } catch (error) {
    if (error instanceof Overdue) throw error;
    outcome = { ok: false, error };
  } finally {
    tx.end();
  }
  const { failure } = tx;
  if (failure === undefined) return outcome;
  if (isLostRace(failure) || isDisconnection(failure)) throw failure;
  return { ok: false, error: failure instanceof Error ? failure : new StoreFailed(String(failure)) };
}

async function within<R>(timers: Timers, job: Job, running: Promise<R>): Promise<R> {
  let cancel: (() => void) | undefined;
  const overdue = new Promise<never>((_, reject) => {
    cancel = timers.after(transactionMsMax, () => reject(new Overdue(job)));
  });
  try {
    return await Promise.race([running, overdue]);
  } finally {
    cancel?.();
  }
}

async function flush(
  client: PoolClient,
  done: readonly PostgresTransaction[],
): Promise<{ readonly changes: readonly Change[]; readonly xid: string | undefined }> {
  const rows = done.flatMap(({ at, requestId, told }) => told.map((one) => ({ at, requestId, one })));
  if (rows.length > changesInTransactionMax) throw new TooMuchTogether();
  if (rows.length === 0) {
    const { rows: found } = await client.query<{ xid: string | null }>(
      'SELECT pg_current_xact_id_if_assigned()::text AS xid',
    );
    return { changes: [], xid: found[0]?.xid ?? undefined };
  }
  const values: readonly (readonly (string | number | null)[])[] = [
    rows.map(({ at }) => at),
    rows.map(({ requestId }) => requestId ?? null),
    rows.map(({ one }) => one.scope),
    rows.map(({ one }) => one.collection),
    rows.map(({ one }) => one.id),
    rows.map(({ one }) => one.rev),
    rows.map(({ one }) => one.before ?? null),
    rows.map(({ one }) => one.after ?? null),
  ];
  const { rows: written } = await client.query<{ seq: number; xid: string }>(
    statement(insertChanges, values as readonly Value[]),
  );
  const first = Math.min(...written.map(({ seq }) => seq));
  return {
    changes: rows.map(({ at, requestId, one }, n) => toldChange(one, first + n, at, requestId)),
    xid: written[0]?.xid,
  };
}
