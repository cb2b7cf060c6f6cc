/**
 * The change feed's places. A sequence will not do: a transaction that takes a number early and commits late would be skipped. So a
 * place is the server's number of the transaction, then fourteen bits for its place within; and the feed tells of changes only below
 * the oldest transaction still under way. All below are either there or never will be.
 *
 * Of two transactions on the same record the later one begins after the earlier has committed, or it loses the race and begins
 * again; so its number is higher, and a record's changes are told in their order.
 *
 * `feedBase` is 0. It grows where a database is restored into another server, whose transactions count from the beginning.
 */

/** `changesInTransactionMax` as a shift. */
const placeBits = 14;

const base = "(SELECT value::bigint FROM meta WHERE name = 'feedBase')";

export const insertChanges =
  'INSERT INTO changes (seq, at, request_id, scope, collection, id, rev, before, after) ' +
  `SELECT ((pg_current_xact_id()::text::bigint + ${base}) << ${placeBits}) + c.n - 1, c.at, c.request_id, ` +
  'c.scope, c.collection, c.id, c.rev, c.before, c.after ' +
  'FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[]) ' +
  'WITH ORDINALITY AS c(at, request_id, scope, collection, id, rev, before, after, n) ' +
  'RETURNING seq, pg_current_xact_id()::text AS xid';

/** One statement, so that its snapshot decides both what is visible and what is still under way. */
const settled = `seq < ((pg_snapshot_xmin(pg_current_snapshot())::text::bigint + ${base}) << ${placeBits})`;

export const changesAfter = `SELECT * FROM changes WHERE seq > ? AND ${settled} ORDER BY seq LIMIT ?`;

/** Also where all changes are forgotten. */
export const newestSeq =
  `SELECT greatest((SELECT max(seq) FROM changes WHERE ${settled}), ` +
  "(SELECT value::bigint FROM meta WHERE name = 'forgotten'), 0) AS seq";

export const forgottenSeq = "SELECT value::bigint AS seq FROM meta WHERE name = 'forgotten'";

/** Makes the next place higher than any there was. */
export const raiseBase =
  "UPDATE meta SET value = greatest(value::bigint, 1 + (greatest((SELECT max(seq) FROM changes), (SELECT value::bigint FROM meta WHERE name = 'forgotten'), 0) " +
  `>> ${placeBits}) - pg_current_xact_id()::text::bigint)::text WHERE name = 'feedBase'`;
