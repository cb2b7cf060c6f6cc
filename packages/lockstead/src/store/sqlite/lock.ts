/** One process at a time writes a data directory: SQLite's own lock on a small database beside ours, which a killed process gives up. */
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnavailable } from '../unavailable.ts';

export interface StoreLock {
  release(): void;
}

export function lockBeside(path: string): StoreLock {
  let database: DatabaseSync | undefined;
  try {
    closeSync(openSync(`${path}.lock`, 'a', 0o600));
    database = new DatabaseSync(`${path}.lock`, { timeout: 0 });
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    if (database?.isOpen) database.close();
    const code = typeof cause === 'object' && cause !== null && 'errcode' in cause ? Number(cause.errcode) & 0xff : 0;
    if (code === busy) {
      throw new StoreUnavailable('inUse', `${path} is in use by another process`, { cause });
    }
    throw new StoreUnavailable('unreadable', `${path} cannot be opened: ${(cause as Error).message}`, { cause });
  }
  const held = database;
  return { release: () => held.close() };
}

const busy = 5;
