/** The database's part of a backup: a copy of one moment, made beside the server that writes. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '#terminal/exit';
import { checkDatabase } from './database.ts';
import type { BackupPart } from './part.ts';

const file = 'lockstead.db';
/** Writers keep readers out for moments alone. */
const busyMs = 10_000;

export const storePart: BackupPart = {
  name: 'store',

  collect({ database: path }, scratch) {
    const copy = join(scratch, file);
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(path, { readOnly: true, timeout: busyMs });
      // One read transaction: everything that was acknowledged before it, and nothing of what is being written. The copy has no free pages.
      database.prepare('VACUUM INTO ?').run(copy);
    } catch (error) {
      throw new Failure(`The database ${path} cannot be copied: ${(error as Error).message}.`, 2);
    } finally {
      database?.close();
    }
    return [{ path: file, from: copy }];
  },

  check: (folder, rootKey) => checkDatabase(join(folder, file), rootKey).problems,

  install: (folder, directory) => renameSync(join(folder, file), join(directory, file)),
};
