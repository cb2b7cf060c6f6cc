/**
 * Write transactions under SERIALIZABLE. One that loses a race runs again. One whose connection is cut runs again if it had not been
 * asked to commit; else the server is asked what became of it, so that nothing is done twice and nothing acknowledged is lost.
 */
import type { PoolClient } from 'pg';
import type { Clock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import type { Timers } from '#kernel/timers';
import type { Codec } from '../codec.ts';
import type { Transaction, WriteOptions } from '../port.ts';
import { StoreFailed } from '../unavailable.ts';
import type { Database } from './database.ts';
import { isDisconnection, isLostRace } from './errors.ts';
import type { Feed } from './feed.ts';
import type { JournalStreams } from './journal.ts';
import { type Flushed, PostgresTransaction } from './transaction.ts';

/** How long one transaction may go on losing. */
const racingMsMax = 10_000;
const pauseMsMax = 50;
/** As in the embedded store: a transaction awaits only itself. */
const transactionMsMax = 10_000;

export interface WriterParts {
  readonly database: Database;
  readonly codec: Codec;
  readonly streams: JournalStreams;
  readonly feed: Feed;
  readonly clock: Clock;
  readonly timers: Timers;
}

type Attempt<R> =
  | { readonly kind: 'committed'; readonly value: R; readonly flushed: Flushed }
  | { readonly kind: 'again'; readonly cause: unknown }
  /** The connection was cut during the commit. */
  | { readonly kind: 'unknown'; readonly value: R; readonly flushed: Flushed; readonly cause: unknown };

export class SerializableWriter {
  readonly #parts: WriterParts;
  readonly #entropy = systemEntropy();

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  async transact<R>(run: (tx: Transaction) => Promise<R>, options: WriteOptions): Promise<R> {
    const { database, feed, timers } = this.#parts;
    const began = timers.monotonicMs();
    for (let times = 1; ; times++) {
      const attempt = await this.#attempt(run, options);
      const committed =
        attempt.kind === 'committed' || (attempt.kind === 'unknown' && (await this.#wasCommitted(attempt)));
      if (committed) {
        feed.tellOwn(attempt.flushed.changes);
        return attempt.value;
      }
      if (attempt.kind === 'unknown') feed.disown(attempt.flushed.changes);
      if (timers.monotonicMs() - began > racingMsMax) {
        throw new StoreFailed(`a transaction did not get through in ${times} attempts`, { cause: attempt.cause });
      }
      await database.pause(this.#jitter(times));
    }
  }

  async #attempt<R>(run: (tx: Transaction) => Promise<R>, options: WriteOptions): Promise<Attempt<R>> {
    const { database, codec, streams, feed, clock } = this.#parts;
    const client = await database.writer();
    const tx = new PostgresTransaction(client, codec, streams, clock.now(), options);
    // A cut connection is told to its client as an event too; the statement under way tells us.
    const ignore = (): void => undefined;
    client.on('error', ignore);
    let done: { readonly value: R; readonly flushed: Flushed } | undefined;
    try {
      await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
      const value = await this.#within(run(tx));
      if (tx.failure !== undefined) throw tx.failure;
      const flushed = await tx.flush();
      tx.end();
      feed.own(flushed.changes);
      done = { value, flushed };
      await client.query('COMMIT');
      client.off('error', ignore);
      client.release();
      return { kind: 'committed', ...done };
    } catch (error) {
      tx.end();
      const cause = tx.failure ?? error;
      await giveBack(client, cause, ignore);
      if (isDisconnection(cause)) {
        // Without a number it wrote nothing, and may as well run again.
        return done?.flushed.xid === undefined ? { kind: 'again', cause } : { kind: 'unknown', ...done, cause };
      }
      if (done !== undefined) feed.disown(done.flushed.changes);
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
      await database.pause(pauseMsMax);
    }
    throw new StoreFailed('the connection was cut during a commit, and nobody knows what became of it', { cause });
  }

  async #within<R>(running: Promise<R>): Promise<R> {
    let cancel: (() => void) | undefined;
    const overdue = new Promise<never>((_, reject) => {
      cancel = this.#parts.timers.after(transactionMsMax, () => {
        reject(new StoreFailed(`a transaction did not end within ${transactionMsMax} ms`));
      });
    });
    try {
      return await Promise.race([running, overdue]);
    } finally {
      cancel?.();
    }
  }

  /** Longer with each time and never the same, so that two do not meet again and again. */
  #jitter(times: number): number {
    const most = Math.min(2 ** times, pauseMsMax);
    return (most * (1 + this.#entropy.bytes(1).readUInt8(0))) / 256;
  }
}

async function giveBack(client: PoolClient, cause: unknown, ignore: () => void): Promise<void> {
  let usable = !isDisconnection(cause) && !(cause instanceof StoreFailed);
  if (usable) {
    usable = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
  }
  client.off('error', ignore);
  client.release(!usable);
}
