/**
 * The embedded store: one file beside its write-ahead log, one process, `synchronous=FULL`. `:memory:` is the same over a file in
 * the system's temporary folder that has lost its name before the first record is written: it goes with the process, however that ends.
 */
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '#kernel/clock';
import { invariant } from '#kernel/invariant';
import type { Timers } from '#kernel/timers';
import { Codec } from '../codec.ts';
import type { Change, Store } from '../port.ts';
import { type RootKey, rootKeyBytes, Sealer } from '../seal.ts';
import { StoreUnavailable } from '../unavailable.ts';
import { CommitWorker } from './commit-worker-client.ts';
import { CommittedConnection, type Connection, WritingConnection } from './connection.ts';
import { GroupCommit } from './group-commit.ts';
import { JournalWriter } from './journal.ts';
import { ListCache } from './list-cache.ts';
import { lockBeside, type StoreLock } from './lock.ts';
import { applicationId, migrations } from './migrations.ts';
import { RecordCache } from './record-cache.ts';
import { newestSeq, SqliteStore } from './sqlite-store.ts';
import type { WriterState } from './transaction.ts';

export interface SqliteStoreOptions {
  /** A file in a directory that exists, or `:memory:` for a store that leaves nothing behind. */
  readonly path: string;
  readonly rootKey: RootKey;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Which thread waits for the disk: a second one once writes come often, or from the start. An ephemeral store has no such wait. */
  readonly commitThread?: 'whenBusy' | 'always';
}

/** Throws `StoreUnavailable`. */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const rootKey = rootKeyBytes(options.rootKey);
  if (rootKey === undefined)
    throw new StoreUnavailable('wrongRootKey', 'the root key is not 32 bytes in hex or base64');
  if (options.path === ':memory:') return await openEphemeral(options, rootKey);

  const lock = lockBeside(options.path);
  try {
    return await assemble(options, rootKey, openFile(options.path, 'FULL'), lock);
  } catch (error) {
    lock.release();
    throw asUnavailable(options.path, error);
  }
}

async function openEphemeral(options: SqliteStoreOptions, rootKey: Buffer): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const store = await assemble(options, rootKey, openFile(join(folder, 'store.db'), 'OFF'), { release: remove });
    // Windows keeps the names of open files: there the folder goes at the close.
    if (process.platform !== 'win32') remove();
    return store;
  } catch (error) {
    remove();
    throw asUnavailable('the temporary store', error);
  }
}

interface Connections {
  readonly writer: WritingConnection;
  readonly committed: CommittedConnection;
}

function openFile(path: string, synchronous: 'FULL' | 'OFF'): Connections {
  // The write-ahead log takes its mode from the file.
  closeSync(openSync(path, 'a', 0o600));
  const database = new DatabaseSync(path, { timeout: 0 });
  const writer = new WritingConnection(database);
  try {
    refuseForeign(writer, path);
    invariant(writer.get('PRAGMA journal_mode = WAL')?.['journal_mode'] === 'wal', 'the write-ahead log is on');
    database.exec(`PRAGMA synchronous = ${synchronous}; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON`);
    const level = writer.get('PRAGMA synchronous')?.['synchronous'];
    invariant(level === (synchronous === 'FULL' ? 2 : 0), `synchronous is ${synchronous}`);
    database.exec('PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000; PRAGMA trusted_schema = OFF');
    migrate(writer);
    const committed = new CommittedConnection(new DatabaseSync(path, { timeout: 0 }));
    committed.database.exec('PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000');
    // Opens all its files while they still have names.
    newestSeq(committed);
    committed.release();
    return { writer, committed };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Checked before anything is written. A database of a newer Lockstead, or of another program, is left as it is. */
function refuseForeign(connection: Connection, path: string): void {
  const version = Number(connection.get('PRAGMA user_version')?.['user_version']);
  const application = Number(connection.get('PRAGMA application_id')?.['application_id']);
  const tables = Number(connection.get('SELECT count(*) AS n FROM sqlite_schema')?.['n']);
  if (tables > 0 && application !== applicationId) {
    throw new StoreUnavailable('unreadable', `${path} is a database, but not one of Lockstead's`);
  }
  if (version > migrations.length) {
    throw new StoreUnavailable(
      'newerVersion',
      `${path} was written by a newer version of Lockstead (its form is ${version}, this one knows ${migrations.length})`,
    );
  }
}

function migrate(connection: Connection): void {
  const { database } = connection;
  const version = Number(connection.get('PRAGMA user_version')?.['user_version']);
  for (const [at, step] of migrations.entries()) {
    if (at < version) continue;
    database.exec(
      `BEGIN IMMEDIATE; ${step}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${at + 1}; COMMIT`,
    );
  }
}

async function assemble(
  options: SqliteStoreOptions,
  rootKey: Buffer,
  connections: Connections,
  lock: StoreLock,
): Promise<Store> {
  const { writer, committed } = connections;
  const sealer = new Sealer(rootKey);
  try {
    checkRootKey(writer, sealer, options.path);
  } catch (error) {
    committed.database.close();
    writer.database.close();
    throw error;
  }
  const codec = new Codec(sealer);
  const state: WriterState = { connection: writer, journals: new JournalWriter(writer), codec, seq: newestSeq(writer) };
  const listeners = new Set<(changes: readonly Change[]) => void>();
  const cache = new RecordCache();
  const lists = new ListCache();
  const told = (changes: readonly Change[]): void => {
    cache.forget(changes);
    lists.forget(changes);
    for (const listener of listeners) listener(changes);
  };
  const writes = new GroupCommit({
    state,
    committed,
    clock: options.clock,
    timers: options.timers,
    told,
    // The ephemeral store has no file that another thread could open, and no disk to wait for.
    ...(options.path === ':memory:' ? {} : { startWorker: () => new CommitWorker(options.path) }),
  });
  if (options.commitThread === 'always') await writes.startWorker();
  return new SqliteStore({
    committed,
    writes,
    codec,
    timers: options.timers,
    cache,
    lists,
    listeners,
    dropChanges: (through, limit) => dropChanges(writer, through, limit),
    closeAll: () => {
      try {
        // This connection only reads, so nothing is lost if the database is too damaged to close it.
        committed.release();
      } catch {}
      try {
        committed.database.close();
        writer.database.close();
      } finally {
        lock.release();
      }
    },
  });
}

function checkRootKey(writer: WritingConnection, sealer: Sealer, path: string): void {
  const check = writer.get("SELECT value FROM meta WHERE name = 'rootKeyCheck'")?.['value'];
  if (check === undefined) {
    writer.run("INSERT INTO meta (name, value) VALUES ('rootKeyCheck', ?)", sealer.checkValue());
    writer.takeWritten();
  } else if (!sealer.confirms(String(check))) {
    throw new StoreUnavailable('wrongRootKey', `the root key is not the one that ${path} is sealed with`);
  }
}

function dropChanges(writer: WritingConnection, through: number, limit: number): number {
  const last = Number(
    writer.get(
      'SELECT max(seq) AS seq FROM (SELECT seq FROM changes WHERE seq <= ? ORDER BY seq LIMIT ?)',
      through,
      limit,
    )?.['seq'],
  );
  if (last === 0) return 0;
  writer.run(
    "INSERT INTO meta (name, value) VALUES ('forgotten', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
    String(last),
  );
  return Number(writer.run('DELETE FROM changes WHERE seq <= ?', last).changes);
}

function asUnavailable(what: string, error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  return new StoreUnavailable('unreadable', `${what} cannot be opened: ${(error as Error).message}`, { cause: error });
}
