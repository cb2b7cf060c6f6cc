/** Prices that depend on how much was used: each tier has its own, up to its end. */

export interface Tier {
  /** The last unit that has this price; absent in the last tier. */
  readonly upTo?: number;
  /** Of one unit, in the unit of amount.ts. */
  readonly price: bigint;
}

/** What the first `used` units cost together. */
export function costOf(tiers: readonly Tier[], used: number): bigint {
  let [cost, from] = [0n, 0];
  for (const { upTo = Number.POSITIVE_INFINITY, price } of tiers) {
    if (used <= from) break;
    cost += BigInt(Math.min(used, upTo) - from) * price;
    from = upTo;
  }
  return cost;
}

/** The part of a cost that falls on `part` of `all` units, rounded down. */
export function shareOf(cost: bigint, part: number, all: number): bigint {
  return all === 0 ? 0n : (cost * BigInt(part)) / BigInt(all);
}
