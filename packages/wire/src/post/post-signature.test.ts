import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deriveSigningKey, SigningKeyCache } from '../sigv4/signing-key-cache.ts';
import { parsePostPolicy } from './post-policy.ts';
import { checkPostLength, checkPostPolicy, parsePostClaim, verifyPost } from './post-signature.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

/** AWS's example form: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-post-example.html */
const exampleLines = [
  '{ "expiration": "2015-12-30T12:00:00.000Z",',
  '  "conditions": [',
  '    {"bucket": "sigv4examplebucket"},',
  '    ["starts-with", "$key", "user/user1/"],',
  '    {"acl": "public-read"},',
  '    {"success_action_redirect": "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},',
  '    ["starts-with", "$Content-Type", "image/"],',
  '    {"x-amz-meta-uuid": "14365123651274"},',
  '    {"x-amz-server-side-encryption": "AES256"},',
  '    ["starts-with", "$x-amz-meta-tag", ""],',
  '',
  '    {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},',
  '    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},',
  '    {"x-amz-date": "20151229T000000Z" }',
  '  ]',
  '}',
];

const examplePolicy = Buffer.from(exampleLines.join('\r\n')).toString('base64');

const exampleFields: ReadonlyMap<string, string> = new Map([
  ['key', 'user/user1/photo.jpg'],
  ['acl', 'public-read'],
  ['success_action_redirect', 'http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html'],
  ['content-type', 'image/jpeg'],
  ['x-amz-meta-uuid', '14365123651274'],
  ['x-amz-server-side-encryption', 'AES256'],
  ['x-amz-credential', 'AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request'],
  ['x-amz-algorithm', 'AWS4-HMAC-SHA256'],
  ['x-amz-date', '20151229T000000Z'],
  ['x-amz-meta-tag', ''],
  ['policy', examplePolicy],
  ['x-amz-signature', '8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e'],
]);

const bucket = 'sigv4examplebucket';
const inTime = Date.UTC(2015, 11, 30, 11);

function withField(name: string, value: string | undefined): Map<string, string> {
  const fields = new Map(exampleFields);
  if (value === undefined) fields.delete(name);
  else fields.set(name, value);
  return fields;
}

function policyOf(base64: string) {
  const outcome = parsePostPolicy(base64);
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.policy;
}

function claimOf(fields: ReadonlyMap<string, string>) {
  const outcome = parsePostClaim(fields);
  if (outcome.kind !== 'claim') throw new Error(JSON.stringify(outcome));
  return outcome.claim;
}

describe("AWS's example form", () => {
  test('is signed, and keeps its policy', () => {
    const claim = claimOf(exampleFields);
    expect(verifyPost(claim, exampleFields, secret, new SigningKeyCache())).toBe(true);
    expect(verifyPost(claim, exampleFields, `${secret}x`, new SigningKeyCache())).toBe(false);
    expect(verifyPost(claim, withField('policy', `${examplePolicy}A`), secret, new SigningKeyCache())).toBe(false);
    expect(checkPostPolicy(policyOf(examplePolicy), exampleFields, bucket, inTime)).toBeUndefined();
  });

  test.each([
    [
      'another key',
      withField('key', 'user/user2/a'),
      bucket,
      'Policy Condition failed: ["starts-with", "$key", "user/user1/"]',
    ],
    ['another ACL', withField('acl', 'private'), bucket, 'Policy Condition failed: ["eq", "$acl", "public-read"]'],
    ['no ACL', withField('acl', undefined), bucket, 'Policy Condition failed: ["eq", "$acl", "public-read"]'],
    [
      'another bucket',
      withField('bucket', bucket),
      'other',
      'Policy Condition failed: ["eq", "$bucket", "sigv4examplebucket"]',
    ],
    [
      'another type',
      withField('content-type', 'text/html'),
      bucket,
      'Policy Condition failed: ["starts-with", "$Content-Type", "image/"]',
    ],
    [
      'one type of two',
      withField('content-type', 'image/png,text/html'),
      bucket,
      'Policy Condition failed: ["starts-with", "$Content-Type", "image/"]',
    ],
    [
      'a field that no condition names',
      withField('x-amz-meta-note', ''),
      bucket,
      'Extra input fields: x-amz-meta-note',
    ],
  ])('%s is denied', (_, fields, name, message) => {
    expect(checkPostPolicy(policyOf(examplePolicy), fields, name, inTime)).toEqual({
      code: 'AccessDenied',
      message: `Invalid according to Policy: ${message}`,
    });
  });

  test.each([
    ['two types that both fit', withField('content-type', 'image/png, image/jpeg')],
    ['a field to be ignored', withField('x-ignore-me', 'x')],
  ])('%s', (_, fields) => {
    expect(checkPostPolicy(policyOf(examplePolicy), fields, bucket, inTime)).toBeUndefined();
  });

  test('is over when its time has come', () => {
    const policy = policyOf(examplePolicy);
    expect(checkPostPolicy(policy, exampleFields, bucket, policy.expiresAt - 1)).toBeUndefined();
    expect(checkPostPolicy(policy, exampleFields, bucket, policy.expiresAt)).toMatchObject({
      message: 'Invalid according to Policy: Policy expired.',
    });
  });
});

test('a form without any of it is anonymous', () => {
  expect(parsePostClaim(new Map([['key', 'a']]))).toEqual({ kind: 'none' });
});

test.each([
  [
    'x-amz-signature',
    undefined,
    "Bucket POST must contain a field named 'X-Amz-Signature'.  If it is specified, please check the order of the fields.",
  ],
  [
    'policy',
    undefined,
    "Bucket POST must contain a field named 'Policy'.  If it is specified, please check the order of the fields.",
  ],
  ['x-amz-algorithm', 'AWS4-ECDSA-P256-SHA256', 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"'],
  [
    'x-amz-credential',
    'AKID/20151229/us-east-1/sts/aws4_request',
    "Credential should be scoped to correct service: 's3', not 'sts'.",
  ],
])('a form whose %s is %j', (name, value, message) => {
  expect(parsePostClaim(withField(name, value))).toMatchObject({ kind: 'malformed', error: { message } });
});

test.each([
  ['another day', 'x-amz-date', '20151230T000000Z'],
  ['a date of no form', 'x-amz-date', '2015-12-29'],
  ['a short credential', 'x-amz-credential', 'AKID/20151229/s3/aws4_request'],
])('%s is malformed', (_, name, value) => {
  expect(parsePostClaim(withField(name, value))).toMatchObject({ kind: 'malformed' });
});

const encode = (document: unknown): string =>
  Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)).toString('base64');
const expiration = '2030-01-01T00:00:00Z';

test.each([
  ['no JSON', 'abc', 'Invalid JSON.'],
  ['a list', [], 'Invalid JSON.'],
  ['no expiration', { conditions: [] }, 'Policy missing expiration.'],
  ['no conditions', { expiration }, 'Policy missing conditions.'],
  ['a date of no form', { expiration: 'tomorrow', conditions: [] }, "Invalid 'expiration' value: 'tomorrow'"],
  ['conditions that are no list', { expiration, conditions: {} }, "Invalid 'conditions' value: must be a List."],
  ['something else', { expiration, conditions: [], more: 1 }, "Unexpected: 'more'"],
  [
    'two at once',
    { expiration, conditions: [{ a: 'b', c: 'd' }] },
    'Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
  ],
  ['a number to equal', { expiration, conditions: [{ a: 1 }] }, 'Invalid Simple-Condition: value must be a string.'],
  [
    'an unknown operation',
    { expiration, conditions: [['ends-with', '$key', 'a']] },
    "Invalid Condition: unknown operation 'ends-with'.",
  ],
  [
    'no dollar sign',
    { expiration, conditions: [['eq', 'key', 'a']] },
    "Invalid Condition: 'eq' takes the name of a field, with a dollar sign, and a string.",
  ],
  [
    'two elements',
    { expiration, conditions: [['eq', '$key']] },
    'Invalid Condition: Lists must have exactly three elements.',
  ],
  [
    'a range the wrong way',
    { expiration, conditions: [['content-length-range', 2, 1]] },
    'Invalid content-length-range.',
  ],
  ['a null', { expiration, conditions: [null] }, 'Invalid Condition: Conditions must be Lists or Objects.'],
])('a policy with %s', (_, document, sentence) => {
  expect(parsePostPolicy(encode(document))).toEqual({
    ok: false,
    error: { code: 'InvalidPolicyDocument', message: `Invalid Policy: ${sentence}` },
  });
});

test('a policy that says nothing of the bucket', () => {
  const policy = policyOf(encode({ expiration, conditions: [] }));
  expect(checkPostPolicy(policy, new Map(), bucket, 0)).toMatchObject({
    message: 'Invalid according to Policy: Extra input fields: bucket',
  });
});

test('escapes of policies', () => {
  const text = `{"expiration": "${expiration}", "conditions": [{"key": "\\$a\\v\\\\$b\\u00e9"}]}`;
  expect(policyOf(encode(text)).conditions).toMatchObject([{ field: 'key', value: '$a\u000b\\$b\u00e9' }]);
});

test.each([
  [0, 'EntityTooSmall'],
  [1, undefined],
  [10, undefined],
  [11, 'EntityTooLarge'],
])('a file of %i bytes where 1 to 10 are allowed', (bytes, code) => {
  const policy = policyOf(encode({ expiration, conditions: [['content-length-range', 1, '10']] }));
  expect(checkPostLength(policy, bytes)?.code).toBe(code);
});

test('any bytes as a policy give an answer', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json().map(encode), fc.base64String()), (text) => {
      expect(parsePostPolicy(text).ok).toBeTypeOf('boolean');
    }),
  );
  expect(parsePostPolicy('A'.repeat(30_000)).ok).toBe(false);
});

test('whatever a policy demands exactly, exactly that passes', () => {
  const anyField = fc.stringMatching(/^x-amz-meta-[a-z]{1,6}$/);
  fc.assert(
    fc.property(fc.dictionary(anyField, fc.string(), { minKeys: 1 }), fc.string(), (wanted, other) => {
      const policy = policyOf(
        encode({
          expiration,
          conditions: [{ bucket: 'b' }, ...Object.entries(wanted).map(([name, value]) => ({ [name]: value }))],
        }),
      );
      expect(checkPostPolicy(policy, new Map(Object.entries(wanted)), 'b', 0)).toBeUndefined();
      const [name = '', value] = Object.entries(wanted)[0] ?? [];
      if (other === value) return;
      expect(checkPostPolicy(policy, new Map(Object.entries({ ...wanted, [name]: other })), 'b', 0)?.code).toBe(
        'AccessDenied',
      );
    }),
  );
});

test('a form signed anew is accepted', () => {
  const policy = encode({ expiration, conditions: [] });
  const key = deriveSigningKey(secret, '20151229', 'us-east-1', 's3');
  const signature = key.sign(policy);
  const fields = withField('policy', policy).set('x-amz-signature', signature);
  expect(verifyPost(claimOf(fields), fields, secret, new SigningKeyCache())).toBe(true);
});
