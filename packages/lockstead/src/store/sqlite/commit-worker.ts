/**
 * The thread that waits for the disk: repeats what a group of transactions wrote, in one transaction of its own, and answers when
 * that is synced. Imports nothing of the house, so that the thread is up in a moment.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

type Written = readonly [sql: string, ...values: SQLInputValue[]];

const database = new DatabaseSync(String(workerData), { timeout: 1000 });
database.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
database.exec('PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000; PRAGMA trusted_schema = OFF');
const level = database.prepare('PRAGMA synchronous').get()?.['synchronous'];
if (level !== 2) throw new Error(`synchronous is ${String(level)}, not FULL`);

/** As in connection.ts: distinct statements are few. */
const statements = new Map<string, StatementSync>();

function prepared(sql: string): StatementSync {
  let statement = statements.get(sql);
  if (statement === undefined) {
    statement = database.prepare(sql);
    statements.set(sql, statement);
  }
  return statement;
}

/** Answers the error's number and words, or nothing. */
function commit(group: readonly Written[]): { readonly errcode: number; readonly message: string } | undefined {
  try {
    database.exec('BEGIN IMMEDIATE');
    for (const [sql, ...values] of group) prepared(sql).run(...values);
    database.exec('COMMIT');
    return undefined;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    const errcode = error instanceof Error && 'errcode' in error ? Number(error.errcode) : -1;
    return { errcode, message: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (message: readonly Written[] | 'close') => {
  if (message === 'close') {
    database.close();
    parentPort?.close();
    return;
  }
  parentPort?.postMessage(commit(message));
});
parentPort?.postMessage('ready');
