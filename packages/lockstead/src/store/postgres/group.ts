/** One attempt at a group of write transactions: one transaction of the server, a savepoint for each of ours. */
import type { Instant } from '#kernel/clock';
import type { RequestId } from '#kernel/ids';
import { invariant } from '#kernel/invariant';
import type { Timers } from '#kernel/timers';
import type { Codec } from '../codec.ts';
import type { Change, Transaction, WriteOptions } from '../port.ts';
import { type Told, toldChange } from '../told.ts';
import { StoreFailed } from '../unavailable.ts';
import type { Session } from './database.ts';
import { isDisconnection, isLostRace } from './errors.ts';
import type { Mark } from './fate.ts';
import { insertChanges, insertChangesAndMark, insertMark } from './feed-sql.ts';
import type { Journals } from './journal.ts';
import { appendEntries } from './journal-entries.ts';
import { statement, type Value } from './sql.ts';
import { PostgresTransaction } from './transaction.ts';

/** As in the embedded store: a transaction awaits only itself. */
const transactionMsMax = 10_000;
/** Changes that one statement writes. */
const insertMax = 5000;

export interface Job {
  readonly run: (tx: Transaction) => Promise<unknown>;
  readonly options: WriteOptions;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/** What the group has to commit. */
export interface Flushed {
  readonly outcomes: readonly Outcome[];
  readonly changes: readonly Change[];
  /** False where nothing was written. */
  readonly isMarked: boolean;
}

/** One transaction of the group hangs, and blocks the connection. It is refused, and the others run again. */
export class Overdue extends Error {
  override readonly name = 'Overdue';
  readonly job: Job;

  constructor(job: Job) {
    super('a transaction did not end');
    this.job = job;
  }
}

interface FlushedRow {
  readonly at: Instant;
  readonly requestId: RequestId | undefined;
  readonly one: Told;
}

export interface GroupParts {
  readonly session: Session;
  readonly mark: Mark;
  readonly codec: Codec;
  readonly journals: Journals;
  readonly timers: Timers;
  readonly at: Instant;
}

/**
 * Runs the jobs one after another and writes what they tell; leaves the commit to the caller. `alone` waits until no other writer is
 * under way and keeps new ones out, so that it cannot lose a race.
 */
export async function runGroup(parts: GroupParts, jobs: readonly Job[], alone: boolean): Promise<Flushed> {
  // Taking the lock takes no snapshot. So everything that is read afterwards is the state after the lock was taken.
  const mode = alone ? 'EXCLUSIVE' : 'ROW SHARE';
  await parts.session.query({ text: `BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE baton IN ${mode} MODE` });
  const outcomes: Outcome[] = [];
  const done: PostgresTransaction[] = [];
  for (const job of jobs) {
    await parts.session.query({ text: 'SAVEPOINT job' });
    const tx = new PostgresTransaction(parts, job.options);
    const outcome = await runOne(parts, job, tx);
    outcomes.push(outcome);
    if (outcome.ok) done.push(tx);
    else await parts.session.query({ text: 'ROLLBACK TO SAVEPOINT job' });
  }
  return { outcomes, ...(await flush(parts, done)) };
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

/** Everything that is written for the group as a whole, so that it takes a round trip each, however many they are. */
async function flush(
  { session, mark }: GroupParts,
  done: readonly PostgresTransaction[],
): Promise<{ readonly changes: readonly Change[]; readonly isMarked: boolean }> {
  await appendEntries(
    (config) => session.query(config),
    done.flatMap((tx) => tx.takeEntries()),
  );
  const rows = done.flatMap(({ at, requestId, told }) => told.map((one): FlushedRow => ({ at, requestId, one })));
  if (rows.length === 0) {
    const { rows: found } = await session.query(statement(insertMark, [mark.lane, mark.n]));
    return { changes: [], isMarked: found.length > 0 };
  }
  const changes: Change[] = [];
  for (let from = 0; from < rows.length; from += insertMax) {
    const some = rows.slice(from, from + insertMax);
    const isLast = from + insertMax >= rows.length;
    const sql = isLast ? insertChangesAndMark : insertChanges;
    const values = [...(isLast ? [mark.lane, mark.n] : []), ...columns(some)];
    const { rows: written } = await session.query(statement(sql, values));
    some.forEach(({ at, requestId, one }, n) => {
      const seq = Number(written[n]?.['seq']);
      invariant(seq > (changes.at(-1)?.seq ?? 0), 'places are given in order');
      changes.push(toldChange(one, seq, at, requestId));
    });
  }
  return { changes, isMarked: true };
}

function columns(rows: readonly FlushedRow[]): readonly Value[] {
  const all: readonly (readonly (string | number | null)[])[] = [
    rows.map(({ at }) => at),
    rows.map(({ requestId }) => requestId ?? null),
    rows.map(({ one }) => one.scope),
    rows.map(({ one }) => one.collection),
    rows.map(({ one }) => one.id),
    rows.map(({ one }) => one.rev),
    rows.map(({ one }) => one.before ?? null),
    rows.map(({ one }) => one.after ?? null),
  ];
  return all as readonly Value[];
}
