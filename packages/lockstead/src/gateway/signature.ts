/** What a verified signature says of its request, for whoever decides by it. */
import type { ClaimOutcome, WireRequest } from '@lockstead/wire';
import { instant } from '#kernel/clock';
import type { RequestSignature } from '#service/request-context';

/** Undefined where nobody signed. */
export function signatureOf(claimed: ClaimOutcome, { headers }: WireRequest): RequestSignature | undefined {
  if (claimed.kind !== 'claim') return undefined;
  const { mode, algorithm, signedAt, expiresSeconds } = claimed.claim;
  const contentSha256 = headers['x-amz-content-sha256'];
  return {
    mode,
    algorithm,
    signedAt: instant(signedAt),
    ...(typeof contentSha256 === 'string' ? { contentSha256 } : {}),
    ...(expiresSeconds === undefined ? {} : { expiresSeconds }),
  };
}
