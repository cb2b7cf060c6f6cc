/** Why a store does not open. Start prints the sentence and exits with 2; nothing has been touched. */
export type UnavailableReason = 'inUse' | 'unreadable' | 'newerVersion' | 'wrongRootKey';

export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly reason: UnavailableReason;

  /** `sentence` is complete: it says what is wrong, and with which file or server. */
  constructor(reason: UnavailableReason, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.reason = reason;
  }
}

/** The database failed while it was in use: nothing of the transaction was kept, and the answer is a 503. */
export class StoreFailed extends Error {
  override readonly name: string = 'StoreFailed';
}

/** SQLITE_BUSY, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB. https://www.sqlite.org/rescode.html */
const sqliteCodes: ReadonlySet<number> = new Set([5, 7, 8, 10, 11, 13, 14, 26]);
/** Connection, resources, an operator, the system. https://www.postgresql.org/docs/current/errcodes-appendix.html */
const postgresClasses: ReadonlySet<string> = new Set(['08', '53', '57', '58']);
const diskCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EMFILE', 'ENFILE']);
const causesMax = 5;

/** Whether the database or the disk failed, and not Lockstead. Then the same request may succeed when it works again. */
export function isStoreFailure(error: unknown): boolean {
  let at = error;
  for (let depth = 0; depth < causesMax && at instanceof Error; depth++) {
    if (at instanceof StoreFailed || isFailureCode(at)) return true;
    at = at.cause;
  }
  return false;
}

function isFailureCode(error: Error & { readonly code?: unknown; readonly errcode?: unknown }): boolean {
  if (typeof error.errcode === 'number') return sqliteCodes.has(error.errcode & 0xff);
  if (typeof error.code !== 'string') return false;
  const isSqlState = error.code.length === 5 && 'severity' in error;
  return diskCodes.has(error.code) || (isSqlState && postgresClasses.has(error.code.slice(0, 2)));
}

/**
 * It is not known whether a transaction was kept: the database went away during the commit, and has not come back. The transaction is either
 * kept as a whole
 * or not at all; so nothing that it prepared may be undone. If it was kept, the change feed tells of it once that is known.
 */
export class OutcomeUnknown extends StoreFailed {
  override readonly name = 'OutcomeUnknown';
}
