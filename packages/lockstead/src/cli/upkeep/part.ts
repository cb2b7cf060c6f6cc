/** What a part of a backup can do; `parts.ts` lists them. */
import type { RootKey } from '#kernel/root-key';

/** Where a server keeps its state. */
export interface Kept {
  /** Absolute. */
  readonly dataDirectory: string;
  /** Absolute; in the data directory or elsewhere. */
  readonly database: string;
}

/** A file of a part. `path` is relative to the part, with slashes. */
export interface PartFile {
  readonly path: string;
  /** Where its content lies while the backup is made. */
  readonly from: string;
}

export interface BackupPart {
  /** Its folder in the archive. */
  readonly name: string;
  /**
   * The files as they belong together at one moment, while the server runs; `scratch` is an empty folder for copies. Parts are asked in the
   * order of the list: the database is first, and what it refers to must still be there when a later part is asked.
   */
  collect(kept: Kept, scratch: string): readonly PartFile[];
  /** Problems of the files that were unpacked to `folder`, as sentences without full stops. `rootKey`: the one that is to open them. */
  check(folder: string, rootKey: RootKey): readonly string[];
  /** Brings the unpacked files to where a start looks for them. `directory` is the data directory, not yet under its name. */
  install(folder: string, directory: string): void;
}
