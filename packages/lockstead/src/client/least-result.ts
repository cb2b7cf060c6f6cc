/** What is said of one principal: the offer, and what it was held against. */
import type { Comparison } from '#least/attached';
import type { Offer } from '#least/offer';
import type { Proved } from '#least/proved';

export interface Result {
  readonly offer: Offer;
  readonly proved: boolean;
  /** Absent where run files were merged: each was proved in its own run. */
  readonly proof?: { readonly uses: Proved; readonly requests: Proved };
  readonly comparison?: Comparison;
  readonly notKnown: readonly NotKnown[];
}

export interface NotKnown {
  readonly action: string;
  readonly reason: string;
  readonly times: number;
}

export function isProved({ uses, requests }: NonNullable<Result['proof']>): boolean {
  return uses.allowed === uses.decided && requests.allowed === requests.decided;
}
