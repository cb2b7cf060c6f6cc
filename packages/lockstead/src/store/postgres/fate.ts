/**
 * Finds out whether a group was committed whose connection was lost during the commit. The server's process is ended first, so that the commit
 * is decided.
 * Then it looks for the mark that the group wrote together with its changes. This also works after a crash of the server, when
 * transaction numbers can come again.
 */
import type { Timers } from '#kernel/timers';
import { OutcomeUnknown, StoreFailed } from '../unavailable.ts';
import type { Database } from './database.ts';
import { findMark } from './feed-sql.ts';
import type { Backend } from './link.ts';

export interface Mark {
  readonly lane: number;
  readonly n: number;
}

const overMsMax = 10_000;
const pauseMs = 20;

/** Throws `OutcomeUnknown` where the server cannot be asked. */
export async function wasKept(database: Database, timers: Timers, backend: Backend, mark: Mark): Promise<boolean> {
  const began = timers.monotonicMs();
  try {
    while (!(await isOver(database, backend))) {
      if (timers.monotonicMs() - began > overMsMax)
        throw new StoreFailed('the server does not end a process of its own');
      await database.pause(pauseMs);
    }
    return (await database.read(findMark, mark.lane, mark.n)).length > 0;
  } catch (cause) {
    throw new OutcomeUnknown('the connection was lost during a commit, and nobody knows yet what became of it', {
      cause,
    });
  }
}

/** Ends the process, so that nobody waits for its locks. If that fails, the process ends by itself a little later. */
export async function endBackend(database: Database, backend: Backend): Promise<void> {
  await database.readOnce(terminate, backend.pid, backend.startedAt).catch(() => undefined);
}

async function isOver(database: Database, { pid, startedAt }: Backend): Promise<boolean> {
  const [row] = await database.read(terminate, pid, startedAt);
  return Number(row?.['n']) === 0;
}

const terminate =
  'SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity ' +
  'WHERE pid = ?::int AND (extract(epoch FROM backend_start) * 1000000)::bigint = ?::bigint';
