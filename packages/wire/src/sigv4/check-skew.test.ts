import { expect, test } from 'vitest';
import { checkSkew } from './check-skew.ts';
import type { SignatureClaim } from './signature-claim.ts';

const signedAt = Date.UTC(2026, 0, 1, 12, 0, 0);
const minute = 60_000;

function claim(service: string, expiresSeconds?: number): SignatureClaim {
  return {
    mode: expiresSeconds === undefined ? 'header' : 'presigned',
    algorithm: 'AWS4-HMAC-SHA256',
    accessKeyId: 'AKIDEXAMPLE',
    date: '20260101',
    region: 'us-east-1',
    service,
    amzDate: '20260101T120000Z',
    signedAt,
    signedHeaders: ['host'],
    signature: '',
    payload: { kind: 'wholeBody' },
    ...(expiresSeconds === undefined ? {} : { expiresSeconds }),
  };
}

test.each([
  ['now', claim('iam'), 0],
  ['15 minutes late', claim('iam'), 15 * minute],
  ['15 minutes early', claim('iam'), -15 * minute],
  ['at the last second of an hour', claim('s3', 3600), 60 * minute],
  ['at the last second of a week', claim('s3', 604_800), 7 * 24 * 60 * minute],
  ['STS, presigned for a minute, after fourteen', claim('sts', 60), 14 * minute],
  ['presigned elsewhere for a week, after a quarter of an hour', claim('iam', 604_800), 15 * minute],
])('in time: %s', (_, signed, after) => {
  expect(checkSkew(signed, signedAt + after)).toBeUndefined();
});

test.each([
  [
    'expired',
    claim('iam'),
    15 * minute + 1000,
    'SignatureDoesNotMatch',
    'Signature expired: 20260101T120000Z is now earlier than 20260101T120001Z (20260101T121501Z - 15 min.)',
  ],
  [
    'not yet current',
    claim('iam'),
    -15 * minute - 1000,
    'SignatureDoesNotMatch',
    'Signature not yet current: 20260101T120000Z is still later than 20260101T115959Z (20260101T114459Z + 15 min.)',
  ],
  [
    'S3, by header',
    claim('s3'),
    16 * minute,
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
  ],
  [
    'STS, presigned for an hour, after sixteen minutes',
    claim('sts', 3600),
    16 * minute,
    'SignatureDoesNotMatch',
    'Signature expired: 20260101T120000Z is now earlier than 20260101T120100Z (20260101T121600Z - 15 min.)',
  ],
  [
    'presigned elsewhere for a week, after more than a quarter of an hour',
    claim('iam', 604_800),
    16 * minute,
    'SignatureDoesNotMatch',
    'Signature expired: 20260101T121500Z is now earlier than 20260101T121600Z',
  ],
  ['S3, presigned, late', claim('s3', 60), minute + 1, 'AccessDenied', 'Request has expired'],
  ['S3, presigned, early', claim('s3', 60), -16 * minute, 'AccessDenied', 'Request is not yet valid'],
  [
    'presigned elsewhere',
    claim('iam', 60),
    2 * minute,
    'SignatureDoesNotMatch',
    'Signature expired: 20260101T120100Z is now earlier than 20260101T120200Z',
  ],
])('out of time: %s', (_, signed, after, code, message) => {
  expect(checkSkew(signed, signedAt + after)).toMatchObject({ code, message });
});

test('S3 names the times that it compared', () => {
  expect(checkSkew(claim('s3', 60), signedAt + 2 * minute)?.members).toEqual({
    'X-Amz-Expires': '60',
    Expires: '2026-01-01T12:01:00Z',
    ServerTime: '2026-01-01T12:02:00Z',
  });
});
