import { hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { wireRequest } from '../../tests/sigv4/vectors.ts';
import { parseClaim } from './parse-claim.ts';

const scope = 'AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request';
const signature = '0'.repeat(64);
const emptySha256 = hash('sha256', '');
const s3Scope = 'AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request';

function authorization(credential = scope, signedHeaders = 'host;x-amz-date'): string {
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

function parse(headers: Readonly<Record<string, string>>, target = '/') {
  return parseClaim(wireRequest('POST', target, Object.entries({ Host: 'iam.amazonaws.com', ...headers }).flat()));
}

function dated(value: string, more: Readonly<Record<string, string>> = {}) {
  return parse({ 'X-Amz-Date': '20150830T123600Z', Authorization: value, ...more });
}

test('a whole claim', () => {
  expect(dated(authorization(), { 'X-Amz-Security-Token': 'token', 'X-Amz-Region-Set': '*' })).toEqual({
    kind: 'claim',
    claim: {
      mode: 'header',
      algorithm: 'AWS4-HMAC-SHA256',
      accessKeyId: 'AKIDEXAMPLE',
      date: '20150830',
      region: 'us-east-1',
      service: 'iam',
      amzDate: '20150830T123600Z',
      signedAt: Date.UTC(2015, 7, 30, 12, 36),
      signedHeaders: ['host', 'x-amz-date'],
      signature,
      payload: { kind: 'wholeBody' },
      sessionToken: 'token',
    },
  });
});

test('a Date header serves where X-Amz-Date is missing', () => {
  const outcome = parse({ Date: 'Sun, 30 Aug 2015 12:36:00 GMT', Authorization: authorization(scope, 'date;host') });
  expect(outcome).toMatchObject({ kind: 'claim', claim: { amzDate: '20150830T123600Z' } });
});

test.each([
  ['blanks', `AWS4-HMAC-SHA256 Credential=${scope} SignedHeaders=host Signature=${signature}`],
  ['commas', `AWS4-HMAC-SHA256 Credential=${scope},SignedHeaders=host,Signature=${signature}`],
  ['another order', `AWS4-HMAC-SHA256 Signature=${signature}, SignedHeaders=host, Credential=${scope}`],
])('parts apart by %s', (_, value) => {
  expect(dated(value)).toMatchObject({ kind: 'claim', claim: { signature, signedHeaders: ['host'] } });
});

test('no signature at all', () => {
  expect(parse({})).toEqual({ kind: 'none' });
  expect(parse({}, '/?Action=ListUsers&x-amz-algorithm=AWS4-HMAC-SHA256')).toEqual({ kind: 'none' });
});

test('a URL that was presigned with signature version 2 claims so, and parts of one are no signature', () => {
  const url = '/bucket/key?AWSAccessKeyId=AKIAEXAMPLE&Signature=abc%3D&Expires=1796143517';
  expect(parse({}, url)).toMatchObject({ kind: 'claim', claim: { algorithm: 'AWS', service: 's3' } });
  expect(parse({}, url.replace('&Expires', '&expires'))).toEqual({ kind: 'none' });
  expect(parse({}, '/?AWSAccessKeyId=AKIAEXAMPLE&Signature=abc&SignatureVersion=2')).toEqual({ kind: 'none' });
});

const hashed = (value: string): string =>
  `(Hashed with SHA-256 and encoded with Base64) Authorization=${hash('sha256', value, 'base64')}`;

const malformed: readonly (readonly [
  what: string,
  () => ReturnType<typeof parseClaim>,
  code: string,
  message: string,
])[] = [
  [
    'no parameter and no date',
    () => parse({ Authorization: 'AWS4-HMAC-SHA256' }),
    'IncompleteSignature',
    `Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ${hashed('AWS4-HMAC-SHA256')}`,
  ],
  [
    'an empty signature',
    () => dated(`AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=`),
    'IncompleteSignature',
    `Authorization header requires 'Signature' parameter. ${hashed(`AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=`)}`,
  ],
  [
    'a bearer token',
    () => dated('Bearer abc'),
    'IncompleteSignature',
    `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hash('sha256', 'Bearer abc', 'base64')}'.`,
  ],
  [
    'another algorithm',
    () => dated(authorization().replace('SHA256', 'SHA1')),
    'IncompleteSignature',
    "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'.",
  ],
  [
    'signature version 2',
    () => dated('AWS AKIDEXAMPLE:frJIUN8DYpKDtOLCwo='),
    'InvalidRequest',
    'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
  ],
  [
    'a parameter twice',
    () => dated(`${authorization()}, Signature=${signature}`),
    'IncompleteSignature',
    "Authorization header holds 'Signature' more than once.",
  ],
  [
    'a short credential',
    () => dated(authorization('AKIDEXAMPLE/20150830/us-east-1/aws4_request')),
    'IncompleteSignature',
    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKIDEXAMPLE/20150830/us-east-1/aws4_request'",
  ],
  [
    'a short credential for S3',
    () => dated(authorization('AKIDEXAMPLE/20150830/s3/aws4_request')),
    'AuthorizationHeaderMalformed',
    'The authorization header is malformed; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
  ],
  [
    'a date in the wrong form',
    () => parse({ 'X-Amz-Date': '2015-08-30', Authorization: authorization() }),
    'IncompleteSignature',
    "Date must be in ISO-8601 'basic format'. Got '2015-08-30'. See http://en.wikipedia.org/wiki/ISO_8601",
  ],
  [
    'another day in the scope',
    () => dated(authorization(scope.replace('0830', '0831'))),
    'SignatureDoesNotMatch',
    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150831' != '20150830', from '20150830T123600Z'.",
  ],
  [
    'another terminator',
    () => dated(authorization(scope.replace('aws4', 'aws5'))),
    'SignatureDoesNotMatch',
    "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.",
  ],
  [
    'host not signed',
    () => dated(authorization(scope, 'x-amz-date')),
    'SignatureDoesNotMatch',
    "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
  ],
  [
    'the target not signed',
    () => dated(authorization(), { 'X-Amz-Target': 'TrentService.ListKeys' }),
    'SignatureDoesNotMatch',
    "'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.",
  ],
  [
    'S3: a header not signed',
    () =>
      dated(authorization(s3Scope, 'host;x-amz-content-sha256;x-amz-date'), {
        'x-amz-content-sha256': emptySha256,
        'x-amz-acl': 'public-read',
      }),
    'AccessDenied',
    'There were headers present in the request which were not signed',
  ],
  [
    'S3: no payload hash',
    () => dated(authorization(s3Scope)),
    'InvalidRequest',
    'Missing required header for this request: x-amz-content-sha256',
  ],
  [
    'S3: a payload hash of no kind',
    () =>
      dated(authorization(s3Scope, 'host;x-amz-content-sha256;x-amz-date'), { 'x-amz-content-sha256': 'constructor' }),
    'InvalidArgument',
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
  ],
  [
    'S3: chunks signed by another algorithm than the request',
    () =>
      dated(authorization(s3Scope, 'host;x-amz-content-sha256;x-amz-date'), {
        'x-amz-content-sha256': 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD',
      }),
    'InvalidRequest',
    'The algorithm of x-amz-content-sha256, AWS4-ECDSA-P256-SHA256, is not the one that signed the request.',
  ],
  [
    'UNSIGNED-PAYLOAD elsewhere than S3',
    () => dated(authorization(), { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }),
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  ],
  [
    'header and query at once',
    () => parseClaim(wireRequest('GET', '/?X-Amz-Signature=00', ['Host', 'h', 'Authorization', authorization()])),
    'InvalidArgument',
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
  ],
  [
    'presigned: parts missing',
    () => parse({}, '/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20150830T123600Z'),
    'IncompleteSignature',
    "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. Re-examine the query-string parameters.",
  ],
];

test.each(malformed)('malformed: %s', (_, outcome, code, message) => {
  expect(outcome()).toMatchObject({ kind: 'malformed', error: { code, message } });
});

describe('a header that may come once', () => {
  test.each(['Authorization', 'X-Amz-Date', 'Host', 'x-amz-security-token', 'x-amz-content-sha256', 'X-Amz-Target'])(
    '%s, twice',
    (name) => {
      const raw = ['Host', 'h', 'X-Amz-Date', '20150830T123600Z', 'Authorization', authorization()];
      const request = wireRequest('POST', '/', [...raw, name, '1', name.toLowerCase(), '2']);
      expect(parseClaim(request)).toMatchObject({
        kind: 'malformed',
        error: {
          code: 'IncompleteSignature',
          message: `Header '${name.toLowerCase()}' must not be sent more than once.`,
        },
      });
    },
  );
});

test('signed headers are taken in order, whatever the client wrote', () => {
  const outcome = dated(authorization(scope, 'X-Amz-Date;host;host'));
  expect(outcome).toMatchObject({ kind: 'claim', claim: { signedHeaders: ['host', 'x-amz-date'] } });
});

test.each(['host;', ';host', 'ho st', 'host;\u00e9', Array.from({ length: 300 }, (_, i) => `h${i}`).join(';')])(
  'signed headers that are none: %j',
  (list) => {
    expect(dated(`AWS4-HMAC-SHA256 Credential=${scope},SignedHeaders=${list},Signature=${signature}`)).toMatchObject({
      kind: 'malformed',
      error: { code: 'IncompleteSignature' },
    });
  },
);
