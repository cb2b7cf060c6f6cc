/** What PostgreSQL's errors mean to us. Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/**
 * The transaction lost against another and may simply run again: a serialization failure or a deadlock. A duplicate key is one too:
 * we look before we insert, so somebody else came in between.
 */
export function isLostRace(error: unknown): boolean {
  return ['40001', '40P01', '23505'].includes(codeOf(error));
}

/** The connection is gone, or the server is going down or coming up. */
export function isDisconnection(error: unknown): boolean {
  const code = codeOf(error);
  if (code.startsWith('08') || code.startsWith('57P')) return true;
  if (['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'EHOSTUNREACH', 'ENOTFOUND'].includes(code))
    return true;
  // The client has no code for these.
  return (
    error instanceof Error &&
    /connection terminated|timeout exceeded when trying to connect|not queryable/i.test(error.message)
  );
}
