/**
 * Whether the holder of a secret signed this request.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
import { timingSafeEqual } from 'node:crypto';
import { verifyOlderUrl } from '../sigv2/older-url.ts';
import type { WireRequest } from '../types.ts';
import { type CanonicalOptions, canonicalRequest, stringToSign } from './canonical-request.ts';
import { HmacKey } from './hmac-key.ts';
import type { SignatureClaim } from './signature-claim.ts';
import { deriveSigningKey, type SigningKey, type SigningKeyCache } from './signing-key-cache.ts';
import { deriveVerificationKey, isEcdsaSigned } from './sigv4a.ts';

/** What is needed beside claim and secret. */
export interface VerifyOptions extends CanonicalOptions {
  readonly keys: SigningKeyCache;
  /** SHA-256 of the body in lower-case hex; needed where the claim's payload is `wholeBody`. */
  readonly bodySha256?: string;
}

/** A mismatch shows what was computed, as S3's error document does; neither string holds a secret. */
export type VerifyOutcome =
  | { readonly ok: true; readonly signingKey?: SigningKey }
  /** Version 2 has no canonical request. */
  | { readonly ok: false; readonly canonicalRequest?: string; readonly stringToSign: string };

/**
 * The answer holds for the signature alone: the caller also checks time (`checkSkew`), session token and body
 * (`checkPayload`). `signingKey` is there where a streamed body needs it: its chunks are signed with it.
 */
export function verify(
  claim: SignatureClaim,
  request: WireRequest,
  secret: string,
  options: VerifyOptions,
): VerifyOutcome {
  if (claim.algorithm === 'AWS') return verifyOlderUrl(claim, request, secret);
  const canonical = canonicalRequest(request, claim, payloadLine(claim, options.bodySha256), options);
  const toSign = stringToSign(claim, canonical);
  const cached = options.keys.find(claim, secret);
  const signingKey = cached ?? deriveKey(claim, secret);
  if (!isSignedBy(signingKey, toSign, claim.signature)) {
    return { ok: false, canonicalRequest: canonical, stringToSign: toSign };
  }
  if (cached === undefined) options.keys.remember(claim, secret, signingKey);
  return claim.payload.kind === 'streaming' ? { ok: true, signingKey } : { ok: true };
}

function deriveKey(claim: SignatureClaim, secret: string): SigningKey {
  return claim.algorithm === 'AWS4-HMAC-SHA256'
    ? deriveSigningKey(secret, claim.date, claim.region, claim.service)
    : deriveVerificationKey(secret, claim.accessKeyId);
}

/** The last line of the canonical request. Without the body's hash where it is needed nothing can match. */
export function payloadLine({ payload }: SignatureClaim, bodySha256: string | undefined): string {
  if (payload.kind === 'sha256') return payload.hex;
  if (payload.kind === 'unsigned') return 'UNSIGNED-PAYLOAD';
  return payload.kind === 'streaming' ? payload.value : (bodySha256 ?? '');
}

/**
 * Whether the holder of a key signed a text: an HMAC where the key is secret, compared in constant time, ECDSA's
 * verification (SigV4a) where it is public. A signature of any other form is nobody's.
 */
export function isSignedBy(key: SigningKey, text: string, signature: string): boolean {
  if (!(key instanceof HmacKey)) return isEcdsaSigned(key, text, signature);
  const expected = key.sign(text);
  return (
    signature.length === expected.length &&
    timingSafeEqual(Buffer.from(expected, 'latin1'), Buffer.from(signature, 'latin1'))
  );
}
