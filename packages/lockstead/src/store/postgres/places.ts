/**
 * Places that are given in one order and become visible in another. They come from a sequence, taken by a group of transactions when all else is
 * done, just before it commits: a place may be there later than a higher one, or never.
 *
 * A cursor never goes back to a place. So a reader with a cursor must stop below the places that may still appear. For this a group holds a
 * shared advisory
 * lock from before it takes places until it ends. The number of the lock is the highest place that was taken by then, so all places of the
 * group are above
 * it. A reader looks first at the highest place, then at the locks, and then, with a new snapshot, at the entries up to there. If it does not see
 * the lock of a group, then either the group has ended and its entries are visible, or the group takes its places later, above that highest place.
 * Other transactions on the server do not matter, however long they are open.
 */

/** Highest place taken of a sequence, or the one below the first. */
export const highest = 'last_value - CASE WHEN is_called THEN 0 ELSE 1 END';

/** Locks are known by two numbers of 32 bits: ours by the sequence's own, and the low half of a place. */
const low = 4_294_967_295;
const half = 2_147_483_648;

function lockClass(sequence: string): string {
  return `'${sequence}'::regclass::oid`;
}

/** The part of a WITH clause that holds the lock, `bound`. Whatever takes places must read from it first. */
export function takingOf(sequence: string): string {
  return (
    `bound AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared((${lockClass(sequence)}::bigint)::bit(32)::int4, ` +
    `((${highest}) & ${low})::bit(32)::int4) AS held FROM ${sequence})`
  );
}

/**
 * Up to this place every place is visible or never will be. Ask for it before the entries, in a statement of its own. The locks are looked
 * at after the highest place is known, because the inner query needs it. A lock may belong to a place above it that was taken in between.
 */
export function settledOf(sequence: string): string {
  return (
    `SELECT least(s.top, (SELECT min(s.top - (((s.top - l.objid::bigint + ${half}) & ${low}) - ${half})) FROM pg_locks l ` +
    `WHERE l.locktype = 'advisory' AND l.objsubid = 2 AND l.classid = ${lockClass(sequence)} ` +
    'AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))) AS seq ' +
    `FROM (SELECT ${highest} AS top FROM ${sequence}) s`
  );
}
