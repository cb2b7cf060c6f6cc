import { describe, expect, test } from 'vitest';
import { wireRequest } from '../../tests/sigv4/vectors.ts';
import { canonicalRequest, stringToSign } from './canonical-request.ts';
import { parseClaim } from './parse-claim.ts';
import { deriveSigningKey, SigningKeyCache } from './signing-key-cache.ts';
import { encodeComponent } from './uri-encode.ts';
import { payloadLine, verify } from './verify.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

type Parameters = Readonly<Record<string, string | undefined>>;

function url(changes: Parameters = {}, service = 's3'): string {
  const parameters: Parameters = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/${service}/aws4_request`,
    'X-Amz-Date': '20130524T000000Z',
    'X-Amz-Expires': '86400',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    ...changes,
  };
  const query = Object.entries(parameters)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeComponent(value)}`]))
    .join('&');
  return `/test.txt?${query}`;
}

function parse(target: string, headers: readonly string[] = []) {
  return parseClaim(wireRequest('GET', target, ['Host', 'examplebucket.s3.amazonaws.com', ...headers]));
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
test("AWS's example URL", () => {
  const request = wireRequest('GET', url(), ['Host', 'examplebucket.s3.amazonaws.com']);
  const outcome = parseClaim(request);
  if (outcome.kind !== 'claim') throw new Error(JSON.stringify(outcome));
  expect(outcome.claim).toMatchObject({ mode: 'presigned', expiresSeconds: 86_400, payload: { kind: 'unsigned' } });
  expect(verify(outcome.claim, request, secret, { keys: new SigningKeyCache() })).toEqual({ ok: true });
  for (const changed of [
    { ...request, path: '/test.txtt' },
    { ...request, query: request.query.replace('86400', '86401') },
  ]) {
    expect(verify(outcome.claim, changed, secret, { keys: new SigningKeyCache() })).toMatchObject({ ok: false });
  }
});

test.each(['1', '604800'])('%s seconds', (seconds) => {
  expect(parse(url({ 'X-Amz-Expires': seconds }))).toMatchObject({
    kind: 'claim',
    claim: { expiresSeconds: Number(seconds) },
  });
});

const tooLong =
  'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds';
const incomplete =
  'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.';

describe('S3 refuses', () => {
  test.each<[Parameters, string]>([
    [{ 'X-Amz-Expires': '604801' }, tooLong],
    [{ 'X-Amz-Expires': '99999999999999999999' }, tooLong],
    [{ 'X-Amz-Expires': '0' }, 'X-Amz-Expires must be non-negative'],
    [{ 'X-Amz-Expires': '-1' }, 'X-Amz-Expires must be non-negative'],
    [{ 'X-Amz-Expires': '1e3' }, 'X-Amz-Expires should be a number'],
    [{ 'X-Amz-Expires': undefined }, incomplete],
    [{ 'X-Amz-Signature': undefined }, incomplete],
    [{ 'X-Amz-Date': '2013-05-24' }, "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""],
    [
      { 'X-Amz-Algorithm': 'AWS4-HMAC-SHA1' },
      'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"',
    ],
    [
      { 'X-Amz-Credential': 'AKID/20130525/us-east-1/s3/aws4_request' },
      'Error parsing the X-Amz-Credential parameter; Invalid credential date "20130525". This date is not the same as X-Amz-Date: "20130524".',
    ],
    [
      { 'X-Amz-Credential': 'AKID/20130524/us-east-1/s3/aws5_request' },
      'Error parsing the X-Amz-Credential parameter; incorrect terminal "aws5_request". This endpoint uses "aws4_request".',
    ],
  ])('%j', (changes, message) => {
    expect(parse(url(changes))).toMatchObject({
      kind: 'malformed',
      error: { code: 'AuthorizationQueryParametersError', message },
    });
  });

  test('an x-amz- header that is not signed', () => {
    expect(parse(url(), ['x-amz-acl', 'public-read'])).toMatchObject({
      error: { code: 'AccessDenied', members: { HeadersNotSigned: 'x-amz-acl' } },
    });
  });
});

test.each<[Parameters]>([[{ 'X-Amz-Expires': '604801' }], [{ 'X-Amz-Expires': 'x' }]])(
  'elsewhere too: %j',
  (changes) => {
    expect(parse(url(changes, 'sts'))).toMatchObject({ kind: 'malformed', error: { code: 'IncompleteSignature' } });
  },
);

test('outside S3 the expiry may be left out', () => {
  const outcome = parse(url({ 'X-Amz-Expires': undefined }, 'sts'));
  expect(outcome).toMatchObject({ kind: 'claim', claim: { payload: { kind: 'wholeBody' } } });
  expect(outcome.kind === 'claim' && 'expiresSeconds' in outcome.claim).toBe(false);
});

test.each([
  'X-Amz-Signature=00',
  'X-Amz-Date=20130525T000000Z',
  'X-Amz-Expires=1',
  'X-Amz-Security-Token=t',
  'X-Amz-Security-Token=t&X-Amz-Security-Token=t',
])('%s beside what is there', (more) => {
  const outcome = parse(`${url()}&${more}`);
  if (more === 'X-Amz-Security-Token=t') expect(outcome).toMatchObject({ kind: 'claim', claim: { sessionToken: 't' } });
  else expect(outcome).toMatchObject({ kind: 'malformed', error: { code: 'IncompleteSignature' } });
});

test('the payload hash may stand in the query, where SDKs put it, and binds the body', () => {
  const hash = 'a'.repeat(64);
  expect(parse(url({ 'X-Amz-Content-Sha256': hash }))).toMatchObject({
    claim: { payload: { kind: 'sha256', hex: hash } },
  });
  expect(parse(url({ 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' }))).toMatchObject({
    claim: { payload: { kind: 'unsigned' } },
  });
  const both = parse(url({ 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' }), ['x-amz-content-sha256', hash]);
  expect(both).toMatchObject({ kind: 'malformed', error: { code: 'IncompleteSignature' } });
});

test('a parameter that is not in canonical form is signed as if it were', () => {
  const request = (signature: string) =>
    wireRequest('GET', `${url({ 'X-Amz-Signature': signature })}&b=%7e&a=%2f+&a&%61=x!`, ['Host', 'h']);
  const unsigned = request('0'.repeat(64));
  const outcome = parseClaim(unsigned);
  if (outcome.kind !== 'claim') throw new Error(JSON.stringify(outcome));
  const canonical = canonicalRequest(unsigned, outcome.claim, payloadLine(outcome.claim, undefined));
  expect(canonical.split('\n')[2]).toMatch(/SignedHeaders=host&a=&a=%2F%20&a=x%21&b=~$/);
  const key = deriveSigningKey(secret, '20130524', 'us-east-1', 's3');
  const signature = key.sign(stringToSign(outcome.claim, canonical));
  expect(verify({ ...outcome.claim, signature }, request(signature), secret, { keys: new SigningKeyCache() }).ok).toBe(
    true,
  );
});
