/**
 * Whether a claim was made at the right time.
 * AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 */
import { formatAmzDate } from './amz-date.ts';
import { skewMinutesMax } from './limits.ts';
import { isS3Family, type SignatureClaim } from './signature-claim.ts';
import { type SignatureError, signatureDoesNotMatch } from './signature-error.ts';

const skewMillisMax = skewMinutesMax * 60_000;

/**
 * `nowMillis` is the wall clock, which is what the signer looked at. Undefined: in time.
 * A presigned URL is good from 15 minutes before its date. After it, one of S3 for its `expiresSeconds`; one for STS for 15 minutes, whatever it
 * says: tokens of Kubernetes say 60 seconds and are used for a quarter of an hour (https://github.com/aws/aws-sdk-go/issues/2167). One for another
 * service for its `expiresSeconds`, and for 15 minutes at most: a URL for a week that was copied from a log would be a key to the account.
 */
export function checkSkew(claim: SignatureClaim, nowMillis: number): SignatureError | undefined {
  if (claim.expiresAt !== undefined)
    return nowMillis <= claim.expiresAt ? undefined : expired(claim.expiresAt, nowMillis);
  const ageMillis = nowMillis - claim.signedAt;
  const expiresSeconds = ownLife(claim);
  const lifeMillis = expiresSeconds === undefined ? skewMillisMax : expiresSeconds * 1000;
  if (ageMillis <= lifeMillis && ageMillis >= -skewMillisMax) return undefined;
  if (isS3Family(claim.service)) return s3Error(claim, nowMillis, ageMillis);
  return signatureDoesNotMatch(ageMillis > 0 ? expiredSentence(claim, nowMillis) : earlySentence(claim, nowMillis));
}

function ownLife({ service, expiresSeconds }: SignatureClaim): number | undefined {
  if (service === 'sts' || expiresSeconds === undefined) return undefined;
  return isS3Family(service) ? expiresSeconds : Math.min(expiresSeconds, skewMinutesMax * 60);
}

function expiredSentence(claim: SignatureClaim, nowMillis: number): string {
  const now = formatAmzDate(nowMillis);
  const expiresSeconds = ownLife(claim);
  if (expiresSeconds !== undefined) {
    // AWS DIFFERS? Which two times it names for a presigned URL outside S3 is not documented.
    return `Signature expired: ${formatAmzDate(claim.signedAt + expiresSeconds * 1000)} is now earlier than ${now}`;
  }
  const oldest = formatAmzDate(nowMillis - skewMillisMax);
  return `Signature expired: ${claim.amzDate} is now earlier than ${oldest} (${now} - ${skewMinutesMax} min.)`;
}

function earlySentence(claim: SignatureClaim, nowMillis: number): string {
  const newest = formatAmzDate(nowMillis + skewMillisMax);
  return `Signature not yet current: ${claim.amzDate} is still later than ${newest} (${formatAmzDate(nowMillis)} + ${skewMinutesMax} min.)`;
}

function s3Error(claim: SignatureClaim, nowMillis: number, ageMillis: number): SignatureError {
  const serverTime = isoSeconds(nowMillis);
  if (claim.expiresSeconds === undefined) {
    return {
      code: 'RequestTimeTooSkewed',
      message: 'The difference between the request time and the current time is too large.',
      members: {
        RequestTime: claim.amzDate,
        ServerTime: serverTime,
        MaxAllowedSkewMilliseconds: String(skewMillisMax),
      },
    };
  }
  if (ageMillis < 0) return { code: 'AccessDenied', message: 'Request is not yet valid' };
  return {
    code: 'AccessDenied',
    message: 'Request has expired',
    members: {
      'X-Amz-Expires': String(claim.expiresSeconds),
      Expires: isoSeconds(claim.signedAt + claim.expiresSeconds * 1000),
      ServerTime: serverTime,
    },
  };
}

/** Of a URL of Version 2, which names the time itself. */
function expired(expiresAt: number, nowMillis: number): SignatureError {
  const members = { Expires: isoSeconds(Math.min(expiresAt, 8.64e15)), ServerTime: isoSeconds(nowMillis) };
  return { code: 'AccessDenied', message: 'Request has expired', members };
}

/** `2026-01-01T00:00:00Z` */
function isoSeconds(millis: number): string {
  const t = formatAmzDate(millis);
  return `${t.slice(0, 4)}-${t.slice(4, 6)}-${t.slice(6, 11)}:${t.slice(11, 13)}:${t.slice(13)}`;
}
