/**
 * Whether the holder of a secret signed this request.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
import { timingSafeEqual } from 'node:crypto';
import type { WireRequest } from '../types.ts';
import { type CanonicalOptions, canonicalRequest, stringToSign } from './canonical-request.ts';
import type { SignatureClaim } from './signature-claim.ts';
import { deriveSigningKey, hmac, type SigningKeyCache } from './signing-key-cache.ts';

export interface VerifyOptions extends CanonicalOptions {
  readonly keys: SigningKeyCache;
  /** SHA-256 of the body in lower-case hex; needed where the claim's payload is `wholeBody`. */
  readonly bodySha256?: string;
}

/** A mismatch shows what was computed, as S3's error document does; neither string holds a secret. */
export type VerifyOutcome =
  | { readonly ok: true; readonly signingKey?: Buffer }
  | { readonly ok: false; readonly canonicalRequest: string; readonly stringToSign: string };

/**
 * The answer holds for the signature alone: the caller also checks time (`checkTime`), session token and body
 * (`checkPayload`). `signingKey` is there where a streamed body needs it: its chunks are signed with it.
 */
export function verify(
  claim: SignatureClaim,
  request: WireRequest,
  secret: string,
  options: VerifyOptions,
): VerifyOutcome {
  const canonical = canonicalRequest(request, claim, payloadLine(claim, options.bodySha256), options);
  const toSign = stringToSign(claim, canonical);
  const cached = options.keys.find(claim, secret);
  const signingKey = cached ?? deriveSigningKey(secret, claim.date, claim.region, claim.service);
  if (claim.algorithm !== 'AWS4-HMAC-SHA256' || !equalHex(hmac(signingKey, toSign), claim.signature)) {
    return { ok: false, canonicalRequest: canonical, stringToSign: toSign };
  }
  if (cached === undefined) options.keys.remember(claim, secret, signingKey);
  // A copy: the cache blanks its own when the access key is forgotten, and a body in flight still needs it.
  return claim.payload.kind === 'streaming' ? { ok: true, signingKey: Buffer.from(signingKey) } : { ok: true };
}

/** The last line of the canonical request. Without the body's hash where it is needed nothing can match. */
export function payloadLine({ payload }: SignatureClaim, bodySha256: string | undefined): string {
  if (payload.kind === 'sha256') return payload.hex;
  if (payload.kind === 'unsigned') return 'UNSIGNED-PAYLOAD';
  return payload.kind === 'streaming' ? payload.value : (bodySha256 ?? '');
}

const signatureHex = /^[0-9a-f]{64}$/;

/** In constant time; a signature that is not 64 lower-case hex digits equals none. */
export function equalHex(expected: Buffer, signature: string): boolean {
  return signatureHex.test(signature) && timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}
