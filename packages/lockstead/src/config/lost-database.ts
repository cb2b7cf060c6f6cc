/**
 * Notices that the database is empty or gone although an earlier start left its files: after a disk crash, or where a volume is not mounted. A new
 * database would have another account id and other credentials, and would stand in the way of a backup that is to be restored.
 */
import { statSync } from 'node:fs';
import { StoreUnavailable } from '#store/unavailable';
import type { Config } from './config.ts';
import { hadFirstStart, unusable } from './data-directory.ts';

/** Only looks at files, before anything is opened or made. Throws `StoreUnavailable`. */
export function refuseLostDatabase({ dataDirectory, store }: Pick<Config, 'dataDirectory' | 'store'>): void {
  if (dataDirectory === undefined || store.kind !== 'sqlite') return;
  try {
    const found = statSync(store.path, { throwIfNoEntry: false });
    if (found !== undefined && (found.size > 0 || !found.isFile())) return;
    if (!hadFirstStart(dataDirectory)) return;
    throw lostDatabase(dataDirectory, `its database ${store.path} is ${found === undefined ? 'gone' : 'empty'}`);
  } catch (error) {
    throw unusable(dataDirectory, error);
  }
}

export function lostDatabase(directory: string, what: string): StoreUnavailable {
  return new StoreUnavailable(
    'unreadable',
    `${directory} holds the credentials of an earlier start, and ${what}: restore a backup; or, to begin anew, remove that directory or name another with --data`,
  );
}
