/**
 * The change feed's places. They come from a sequence, taken by a group of transactions when all else is done, just before it commits: a
 * place may be there later than a higher one, or never. Two things follow.
 *
 * What is told to this node's listeners is whatever can be seen and was not told. Of two changes of one record the later one's place is
 * the higher: who changes a record has seen the change before it, or loses the race and begins again; and what can be seen includes all
 * that it rests on. So each record's changes are told in their order.
 *
 * What `changes` tells, by a cursor that passes over a place for good, ends below the places that may yet appear. A group holds a shared
 * advisory lock from before it takes places until it is over, and the lock's number is the highest place taken by then: all of its own
 * are above. Who reads looks first at the highest place there is, then at the locks, and then, with a new snapshot, at the changes. A group
 * whose lock is not seen is over, and what it wrote can be seen; or it takes its places later, above the highest. Nobody else's
 * transactions matter, however long they are open.
 */

/** Highest place taken, or the one below the first. */
const top = 'last_value - CASE WHEN is_called THEN 0 ELSE 1 END';
/** Locks are known by two numbers of 32 bits: ours by the sequence's own, and the low half of a place. */
const lockClass = "'places'::regclass::oid";
const low = 4_294_967_295;
const half = 2_147_483_648;

const taking =
  `bound AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared((${lockClass}::bigint)::bit(32)::int4, ` +
  `((${top}) & ${low})::bit(32)::int4) AS held FROM places)`;
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
/** Marks that nobody will ask for: this node's earlier ones, and those of nodes that are long gone. */
export const dropMarks = "DELETE FROM commits WHERE (lane = ? AND n < ?) OR at < now() - interval '1 day'";

/**
 * Up to here every place is there or never will be. To be asked before the changes are, in a statement of its own. The locks are looked
 * at once the highest place is known: the inner query needs it. A lock may be of a place above it, taken in between.
 */
export const settledThrough =
  `SELECT least(s.top, (SELECT min(s.top - (((s.top - l.objid::bigint + ${half}) & ${low}) - ${half})) FROM pg_locks l ` +
  `WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.classid = ${lockClass} ` +
  'AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))) AS seq ' +
  `FROM (SELECT ${top} AS top FROM places) s`;

export const changesBetween = 'SELECT * FROM feed WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?';

const forgotten = "(SELECT value::bigint FROM meta WHERE name = 'forgotten')";

/** The newest that is settled, given how far all is; also where all changes are forgotten. */
export const newestSettled = `SELECT greatest((SELECT max(seq) FROM feed WHERE seq <= ?), ${forgotten}, 0) AS seq`;

/** What can be seen above a place, without those named; and up to where changes have been forgotten. One row at least. */
export const untold =
  `SELECT f.forgotten, c.* FROM (SELECT coalesce(${forgotten}, 0) AS forgotten) f ` +
  'LEFT JOIN LATERAL (SELECT * FROM feed WHERE seq > ? AND seq <> ALL(?::bigint[]) ORDER BY seq LIMIT ?) c ON true ORDER BY c.seq';

/** First the mark, so that no node takes the gap for silence. */
export const markForgotten =
  "INSERT INTO meta (name, value) SELECT 'forgotten', max(seq)::text FROM feed WHERE seq <= ?::bigint HAVING max(seq) IS NOT NULL " +
  'ON CONFLICT (name) DO UPDATE SET value = greatest(meta.value::bigint, excluded.value::bigint)::text';
export const dropForgotten =
  'WITH gone AS (DELETE FROM feed WHERE seq IN (SELECT seq FROM feed WHERE seq <= ? ORDER BY seq LIMIT 2000) RETURNING 1) ' +
  'SELECT count(*) AS n FROM gone';

/** Where a database was restored without its sequences, or the like: places go on above all there were. */
export const raisePlaces =
  "SELECT setval('places', m.seq) FROM places, " +
  `(SELECT greatest((SELECT max(seq) FROM feed), ${forgotten}, 0) AS seq) m WHERE m.seq > ${top}`;

/** Which history of changes this is: another after a restore, or where another server has taken over. */
export const historyOfServer =
  "SELECT system_identifier::text || ' ' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) AS history FROM pg_control_system()";
