/** What PostgreSQL's errors mean to us. Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/**
 * The transaction lost against another and may simply run again: a serialization failure or a deadlock. A duplicate key counts as one too:
 * the store reads before it inserts, so another writer was faster.
 */
export function isLostRace(error: unknown): boolean {
  return ['40001', '40P01', '23505'].includes(codeOf(error));
}

/** Too many connections; a transaction was idle, or took, too long and the server ended it with its connection. */
const serverCodes = ['53300', '25P03', '25P04'];
const socketCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
];

/** The connection is gone, or the server is going down or coming up. */
export function isDisconnection(error: unknown): boolean {
  const code = codeOf(error);
  if (code.startsWith('08') || code.startsWith('57P')) return true;
  if (serverCodes.includes(code) || socketCodes.includes(code)) return true;
  // The PostgreSQL client reports these without a code.
  return (
    error instanceof Error &&
    /connection terminated|timeout expired|no connection is free|not queryable/i.test(error.message)
  );
}
