/** Least policies of a running server: its uses become an offer here, and the offer is proved there. */

import { type Attached, comparedWith } from '#least/attached';
import { type OfferOptions, offerFor } from '#least/offer';
import type { LeastUse } from '#least/use';
import type { AdminClient } from './admin-client.ts';
import { isProved, type NotKnown, type Result } from './least-result.ts';

interface Answer {
  readonly uses: readonly LeastUse[];
  readonly attached?: readonly Attached[];
  readonly notKnown: readonly NotKnown[];
}

export interface Asking {
  readonly client: AdminClient;
  readonly since: string | undefined;
  readonly options: OfferOptions;
}

/** All who did something since then. */
export async function principalsOf({ client, since }: Asking): Promise<readonly string[]> {
  const { principals } = (await client.get('least', sinceOf(since))) as {
    principals: readonly { principal: string }[];
  };
  return principals.map(({ principal }) => principal);
}

export async function resultFor(principal: string, { client, since, options }: Asking): Promise<Result> {
  const { uses, attached, notKnown } = (await client.get('least', { principal, ...sinceOf(since) })) as Answer;
  const offer = offerFor(principal, uses, options);
  const proof = (await client.post('least', {
    principal,
    policies: offer.documents,
    ...sinceOf(since),
  })) as NonNullable<Result['proof']>;
  const comparison = attached === undefined ? {} : { comparison: comparedWith(attached, offer.documents) };
  return { offer, proof, proved: isProved(proof), ...comparison, notKnown };
}

function sinceOf(since: string | undefined): Readonly<Record<string, string>> {
  return since === undefined ? {} : { since };
}
