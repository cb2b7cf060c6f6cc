import { describe, expect, test } from 'vitest';
import { wireRequest } from '../../tests/sigv4/vectors.ts';
import { checkSkew } from '../sigv4/check-skew.ts';
import { parseClaim } from '../sigv4/parse-claim.ts';
import { SigningKeyCache } from '../sigv4/signing-key-cache.ts';
import { verify } from '../sigv4/verify.ts';

/** Of AWS's examples of Version 2. */
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const keys = 'AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1175139620';

function judged(
  method: string,
  target: string,
  headers: readonly string[] = [],
  host = 'awsexamplebucket1.us-west-1.s3.amazonaws.com',
) {
  const request = wireRequest(method, target, ['Host', host, ...headers]);
  const outcome = parseClaim(request);
  if (outcome.kind !== 'claim') return outcome.kind;
  return verify(outcome.claim, request, secret, { keys: new SigningKeyCache() }).ok ? 'signed' : 'not signed';
}

/**
 * Made by botocore's HmacV1QueryAuth for these requests.
 */
const cases: readonly (readonly [string, string, string, (readonly string[])?])[] = [
  ['GET', '/bucket/photos/puppy%20one.jpg', 'YJkDYfo+wlMraEoaO7S9vHPSXK0='],
  [
    'PUT',
    '/bucket/k',
    'XTYN+nxqla6S8lAhYHJHDfLaa/k=',
    ['Content-Type', 'text/plain', 'x-amz-meta-b', 'two', 'x-amz-meta-a', 'one'],
  ],
  ['GET', '/bucket/k?versionId=abc&response-content-type=text%2Fplain', 'ww40eur2nrGf8ZdsFSGfiYU5TNc='],
  ['GET', '/bucket?acl', 'LWDGQY4+J5+DvApBZrperyHk51E='],
  ['DELETE', '/bucket/k%C3%BC', 'QcJ3bovJYeQmM42Wbw3fTgOYGDk=', ['x-amz-security-token', 'token']],
];

test.each(cases.map((each) => ({ each, name: `${each[0]} ${each[1]}` })))('$name', ({ each }) => {
  const [method, target, signature, headers = []] = each;
  const signed = `${target}${target.includes('?') ? '&' : '?'}${keys}&Signature=${encodeURIComponent(signature)}`;
  const host = '127.0.0.1';
  expect(judged(method, signed, headers, host)).toBe('signed');
  expect(judged(method === 'GET' ? 'PUT' : 'GET', signed, headers, host)).toBe('not signed');
  expect(judged(method, signed.replace('/bucket', '/other'), headers, host)).toBe('not signed');
  expect(judged(method, signed.replace('1175139620', '1175139621'), headers, host)).toBe('not signed');
  expect(judged(method, signed, [...headers, 'x-amz-acl', 'public-read'], host)).toBe('not signed');
  expect(judged(method, `${signed}&policy`, headers, host)).toBe('not signed');
  // Of what the signature does not cover.
  for (const more of [
    'encryption',
    'publicAccessBlock',
    'retention',
    'x-id=DeleteObject',
    'x-amz-acl=public-read',
    'Expires=9',
    'AWSAccessKeyId=b',
    '%zz',
  ]) {
    expect(judged(method, `${signed}&${more}`, headers, host)).toBe('malformed');
  }
  expect(judged(method, `${signed}&prefix=a`, headers, host)).toBe('signed');
});

describe('what is none of it', () => {
  test.each([
    ['without a signature', `/bucket/k?${keys}`, 'none'],
    ['of another service', `/?Action=ListUsers&${keys}&SignatureVersion=2&Signature=a`, 'none'],
    ['of both versions', `/bucket/k?${keys}&Signature=a&X-Amz-Algorithm=AWS4-HMAC-SHA256`, 'malformed'],
    ['a date that is none', '/bucket/k?AWSAccessKeyId=a&Expires=tomorrow&Signature=a', 'malformed'],
    ['a signature of another length', `/bucket/k?${keys}&Signature=YQ%3D%3D`, 'not signed'],
    ['an empty signature', `/bucket/k?${keys}&Signature=`, 'not signed'],
  ])('%s', (_, target, expected) => {
    expect(judged('GET', target)).toBe(expected);
  });

  test('with an Authorization header beside it, or chunks that are signed', () => {
    const target = `/bucket/k?${keys}&Signature=a`;
    expect(judged('GET', target, ['Authorization', 'AWS4-HMAC-SHA256 Credential=a'])).toBe('malformed');
    expect(judged('PUT', target, ['x-amz-content-sha256', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'])).toBe('malformed');
  });
});

test('it is good until the time that it names', () => {
  const outcome = parseClaim(wireRequest('GET', `/bucket/k?${keys}&Signature=a`, ['Host', '127.0.0.1']));
  if (outcome.kind !== 'claim') throw new Error(outcome.kind);
  expect(checkSkew(outcome.claim, 1175139620_000)).toBeUndefined();
  expect(checkSkew(outcome.claim, 1175139620_001)).toEqual({
    code: 'AccessDenied',
    message: 'Request has expired',
    members: { Expires: '2007-03-29T03:40:20Z', ServerTime: '2007-03-29T03:40:20Z' },
  });
});
