/** The part of a backup with large bytes that lie in files beside the database, sealed as they are there. */
import { copyFileSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { BackupPart, PartFile } from './part.ts';

const folder = 'blobs';

export const blobsPart: BackupPart = {
  name: 'blobs',

  collect({ dataDirectory }, scratch) {
    const source = join(dataDirectory, folder);
    return filesIn(source).flatMap((file): readonly PartFile[] => {
      const path = relative(source, file).split('\\').join('/');
      const from = join(scratch, path);
      mkdirSync(dirname(from), { recursive: true, mode: 0o700 });
      return copied(file, from) ? [{ path, from }] : [];
    });
  },

  // Each file was compared with the manifest; what refers to it is the database's matter.
  check: () => [],

  install: (unpacked, directory) => renameSync(unpacked, join(directory, folder)),
};

function filesIn(path: string): readonly string[] {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** False for a blob that has been released, and swept away, since the folder was listed: nothing refers to it any more. */
function copied(from: string, to: string): boolean {
  try {
    copyFileSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
