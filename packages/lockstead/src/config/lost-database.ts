/**
 * A database that is empty or gone beside what an earlier start wrote down: a disk that crashed looks like this, or a volume that is not
 * mounted. Made anew it would take the place of what a backup may still bring back, under another account id and with other credentials.
 */
import { statSync } from 'node:fs';
import { StoreUnavailable } from '#store/unavailable';
import type { Config } from './config.ts';
import { hadFirstStart, unusable } from './data-directory.ts';

/** Looks at files alone, before anything is opened or made. Throws `StoreUnavailable`. */
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
