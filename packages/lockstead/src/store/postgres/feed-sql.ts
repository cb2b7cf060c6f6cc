/**
 * The statements of the change feed. Its places are as places.ts describes. This node's listeners are told everything that is visible and was
 * not told yet. Of two changes of one record the later one has the higher place: a writer has seen the change before its own, or it loses the
 * race and begins again. And when a change is visible, the changes before it are visible too. So the changes of each record are told in their order.
 */
import { highest, settledOf, takingOf } from './places.ts';

const taking = takingOf('places');
const inserting =
  'INSERT INTO feed (seq, at, request_id, scope, collection, id, rev, before, after) ' +
  "SELECT nextval('places'), c.at, c.request_id, c.scope, c.collection, c.id, c.rev, c.before, c.after " +
  'FROM bound, unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[]) ' +
  'AS c(at, request_id, scope, collection, id, rev, before, after) RETURNING seq';

export const insertChanges = `WITH ${taking} ${inserting}`;
/** The same, and the mark by which it is known afterwards whether the group was kept. */
export const insertChangesAndMark = `WITH ${taking}, mark AS (INSERT INTO commits (lane, n) VALUES (?, ?)) ${inserting}`;
/** The mark alone, where anything was written. */
export const insertMark =
  'INSERT INTO commits (lane, n) SELECT ?, ? WHERE pg_current_xact_id_if_assigned() IS NOT NULL RETURNING n';

/** Whether a group was kept; asked when it is over. */
export const findMark = 'SELECT 1 AS found FROM commits WHERE lane = ? AND n = ?';
/** Marks that are not needed any more: this node's earlier ones, and those of nodes that ended long ago. */
export const dropMarks = "DELETE FROM commits WHERE (lane = ? AND n < ?) OR at < now() - interval '1 day'";

export const settledThrough: string = settledOf('places');

export const changesBetween = 'SELECT * FROM feed WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?';

const forgotten = "(SELECT value::bigint FROM meta WHERE name = 'forgotten')";

/** The newest that is settled, given how far all is; also where all changes are forgotten. */
export const newestSettled = `SELECT greatest((SELECT max(seq) FROM feed WHERE seq <= ?), ${forgotten}, 0) AS seq`;

/** What can be seen above a place, without those named; and up to where changes have been forgotten. One row at least. */
export const untold =
  `SELECT f.forgotten, c.* FROM (SELECT coalesce(${forgotten}, 0) AS forgotten) f ` +
  'LEFT JOIN LATERAL (SELECT * FROM feed WHERE seq > ? AND seq <> ALL(?::bigint[]) ORDER BY seq LIMIT ?) c ON true ORDER BY c.seq';

/** The mark is set first, so that other nodes see that changes were forgotten. */
export const markForgotten =
  "INSERT INTO meta (name, value) SELECT 'forgotten', max(seq)::text FROM feed WHERE seq <= ?::bigint HAVING max(seq) IS NOT NULL " +
  'ON CONFLICT (name) DO UPDATE SET value = greatest(meta.value::bigint, excluded.value::bigint)::text';
export const dropForgotten =
  'WITH gone AS (DELETE FROM feed WHERE seq IN (SELECT seq FROM feed WHERE seq <= ? ORDER BY seq LIMIT 2000) RETURNING 1) ' +
  'SELECT count(*) AS n FROM gone';

/** Where a database was restored without its sequences, or the like: places go on above all there were. */
export const raisePlaces =
  "SELECT setval('places', m.seq) FROM places, " +
  `(SELECT greatest((SELECT max(seq) FROM feed), ${forgotten}, 0) AS seq) m WHERE m.seq > ${highest}`;

/** Which history of changes this is: another after a restore, or where another server has taken over. */
export const historyOfServer =
  "SELECT system_identifier::text || ' ' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) AS history FROM pg_control_system()";
