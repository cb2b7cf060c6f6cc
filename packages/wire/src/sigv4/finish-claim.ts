/** From the parts of a claim, as strings, to a claim whose parts agree with each other and with the request's headers. */
import { formatAmzDate, parseAmzDate, parseHttpDate } from './amz-date.ts';
import { checkScope, malformedCredential, readScope } from './credential-scope.ts';
import { presignedSecondsMax, signedHeadersMax } from './limits.ts';
import { payloadExpectation } from './payload-expectation.ts';
import type { CanonicalHeaders } from './request-headers.ts';
import { isS3Family, type SignatureAlgorithm, type SignatureClaim, type SignatureMode } from './signature-claim.ts';
import { incompleteSignature, type SignatureError, signatureDoesNotMatch } from './signature-error.ts';

export interface ClaimParts {
  readonly mode: SignatureMode;
  readonly algorithm: SignatureAlgorithm;
  readonly credential: string;
  readonly signedHeaders: string;
  readonly signature: string;
  readonly date: string;
  readonly sessionToken?: string | undefined;
  readonly regionSet?: string | undefined;
  readonly expires?: string | undefined;
  /** `x-amz-content-sha256`, from the header or the query. */
  readonly payload?: string | undefined;
}

type Outcome =
  | { readonly ok: true; readonly claim: SignatureClaim }
  | { readonly ok: false; readonly error: SignatureError };

const headerName = /^[a-z0-9!#$%&'*+\-.^_`|~:]+$/;

export function finishClaim(parts: ClaimParts, headers: CanonicalHeaders): Outcome {
  const scope = readScope(parts.credential, parts.algorithm);
  if (scope === undefined) return refused(malformedCredential(parts.credential, parts.algorithm, parts.mode));
  const s3 = isS3Family(scope.service);

  const date = readDate(parts, headers);
  if (date === undefined) return refused(malformedDate(parts, s3));
  const { amzDate, signedAt } = date;
  const scopeError = checkScope(scope, amzDate, s3, parts.mode);
  if (scopeError !== undefined) return refused(scopeError);

  // A form signs its policy, which has conditions in place of headers.
  const signedHeaders = parts.mode === 'post' ? [] : readSignedHeaders(parts.signedHeaders);
  if (signedHeaders === undefined) return refused(incompleteSignature(`'SignedHeaders' is malformed.`));
  const unsigned = checkSignedHeaders(signedHeaders, parts, headers, s3);
  if (unsigned !== undefined) return refused(unsigned);

  const regionSet = readRegionSet(parts, signedHeaders);
  if (!regionSet.ok) return refused(regionSet.error);
  const expires = readExpires(parts, s3);
  if (!expires.ok) return refused(expires.error);
  const payload = payloadExpectation(scope.service, parts.mode, parts.payload);
  if (!('kind' in payload)) return refused(payload);
  if (payload.kind === 'streaming' && payload.signed && payload.algorithm !== parts.algorithm) {
    return refused({
      code: 'InvalidRequest',
      message: `The algorithm of x-amz-content-sha256, ${payload.algorithm}, is not the one that signed the request.`,
    });
  }

  return {
    ok: true,
    claim: {
      mode: parts.mode,
      algorithm: parts.algorithm,
      accessKeyId: scope.accessKeyId,
      date: scope.date,
      region: scope.region,
      service: scope.service,
      amzDate,
      signedAt,
      signedHeaders,
      signature: parts.signature,
      payload,
      ...(parts.sessionToken === undefined ? {} : { sessionToken: parts.sessionToken }),
      ...(expires.seconds === undefined ? {} : { expiresSeconds: expires.seconds }),
      ...(regionSet.regions === undefined ? {} : { regionSet: regionSet.regions }),
    },
  };
}

/** X-Amz-Date is ISO 8601's basic format; without it the Date header may be either that or an HTTP date. */
function readDate(
  { date, mode }: ClaimParts,
  headers: CanonicalHeaders,
): { readonly amzDate: string; readonly signedAt: number } | undefined {
  const basic = parseAmzDate(date);
  if (basic !== undefined) return { amzDate: date, signedAt: basic };
  if (mode !== 'header' || headers.has('x-amz-date')) return undefined;
  const http = parseHttpDate(date);
  return http === undefined ? undefined : { amzDate: formatAmzDate(http), signedAt: http };
}

function malformedDate({ date, mode }: ClaimParts, s3: boolean): SignatureError {
  if (s3 && mode === 'header') {
    return { code: 'AccessDenied', message: 'AWS authentication requires a valid Date or x-amz-date header' };
  }
  if (s3) {
    return {
      code: 'AuthorizationQueryParametersError',
      message: "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
    };
  }
  return incompleteSignature(
    `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
  );
}

/** Lower case, sorted, once each: a client that signed them in another order made another string to sign. */
function readSignedHeaders(list: string): readonly string[] | undefined {
  const names = list.toLowerCase().split(';');
  if (names.length > signedHeadersMax || !names.every((name) => headerName.test(name))) return undefined;
  return isAscending(names) ? names : [...new Set(names)].sort();
}

function isAscending(names: readonly string[]): boolean {
  return names.every((name, at) => at === 0 || (names[at - 1] as string) < name);
}

/** The host always; with S3 every x-amz- header; elsewhere x-amz-target, because it decides what is asked for. */
function checkSignedHeaders(
  signedHeaders: readonly string[],
  parts: ClaimParts,
  headers: CanonicalHeaders,
  s3: boolean,
): SignatureError | undefined {
  if (parts.mode === 'post') return undefined;
  const signed = new Set(signedHeaders);
  if (!s3) {
    if (!signed.has('host') && !signed.has(':authority')) {
      return signatureDoesNotMatch(`'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.`);
    }
    // AWS DIFFERS? Its documentation demands that all x-amz- headers are signed; what is answered else is not said.
    if (headers.has('x-amz-target') && !signed.has('x-amz-target')) {
      return signatureDoesNotMatch(`'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.`);
    }
    return undefined;
  }
  const unsigned = [...headers.keys()].filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signed.has(name) && !isExempt(name, parts),
  );
  if (unsigned.length === 0) return undefined;
  return {
    code: 'AccessDenied',
    message: 'There were headers present in the request which were not signed',
    members: { HeadersNotSigned: unsigned.join(', ') },
  };
}

/** A presigned URL's payload line is what binds the body, so its header need not be signed a second time. */
function isExempt(name: string, { mode }: ClaimParts): boolean {
  return name === 'x-amz-content-sha256' && mode === 'presigned';
}

type RegionSetOutcome =
  | { readonly ok: true; readonly regions: readonly string[] | undefined }
  | { readonly ok: false; readonly error: SignatureError };

/**
 * SigV4a says in a header or parameter of its own where it is good for; a header has to be signed, or anyone who
 * saw the request could widen it.
 *
 * AWS DIFFERS? What AWS answers where it is missing or unsigned is not documented.
 */
function readRegionSet({ algorithm, mode, regionSet }: ClaimParts, signedHeaders: readonly string[]): RegionSetOutcome {
  if (algorithm !== 'AWS4-ECDSA-P256-SHA256') return { ok: true, regions: undefined };
  if (!regionSet) {
    const missing =
      mode === 'header'
        ? "Authorization header requires existence of a 'X-Amz-Region-Set' header."
        : "AWS query-string parameters must include 'X-Amz-Region-Set'. Re-examine the query-string parameters.";
    return { ok: false, error: incompleteSignature(missing) };
  }
  if (mode === 'header' && !signedHeaders.includes('x-amz-region-set')) {
    return {
      ok: false,
      error: signatureDoesNotMatch(`'X-Amz-Region-Set' must be a 'SignedHeader' in the AWS Authorization.`),
    };
  }
  return { ok: true, regions: regionSet.split(',').map((region) => region.trim()) };
}

type ExpiresOutcome =
  | { readonly ok: true; readonly seconds: number | undefined }
  | { readonly ok: false; readonly error: SignatureError };

/** From 1 second to a week. Services other than S3 allow none, and then the usual skew holds. */
function readExpires({ mode, expires }: ClaimParts, s3: boolean): ExpiresOutcome {
  if (mode === 'header' || expires === undefined) return { ok: true, seconds: undefined };
  const seconds = /^-?\d{1,9}$/.test(expires) ? Number(expires) : Number.NaN;
  if (seconds >= 1 && seconds <= presignedSecondsMax) return { ok: true, seconds };
  const tooLong = seconds > presignedSecondsMax || /^\d{10,}$/.test(expires);
  const message = tooLong
    ? 'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds'
    : Number.isNaN(seconds)
      ? 'X-Amz-Expires should be a number'
      : 'X-Amz-Expires must be non-negative';
  const code = s3 ? 'AuthorizationQueryParametersError' : 'IncompleteSignature';
  return { ok: false, error: { code, message } };
}

function refused(error: SignatureError): { readonly ok: false; readonly error: SignatureError } {
  return { ok: false, error };
}
