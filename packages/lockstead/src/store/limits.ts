/** Bounds of the store itself. */

/** Changes in the feed that one transaction may make: the PostgreSQL feed numbers them in fourteen bits beside the transaction's own. A `clear` in SQLite is free of it. */
export const changesInTransactionMax = 16_384;
