/** CORS: which pages may send requests, and what their browsers are told, as AWS's recorded answers have it. */
import { request } from 'node:http';
import * as s3 from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { corsRuleFor } from '../../src/services/s3/cors/cors-rules.ts';
import { formBody, formType, signedFields } from './forms.ts';
import { openS3House, openUp, policyOf, refusal, type S3House } from './support.ts';

let it: S3House;
const Bucket = 'pages';
const origin = 'https://localhost:4200';
beforeAll(async () => {
  it = await openS3House();
  await it.admin.send(new s3.CreateBucketCommand({ Bucket }));
  await openUp(it.admin, Bucket);
  const open = {
    Effect: 'Allow',
    Principal: '*',
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: `arn:aws:s3:::${Bucket}/*`,
  };
  await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket, Policy: policyOf(open) }));
  await it.admin.send(new s3.PutObjectCommand({ Bucket, Key: 'k', Body: 'test-cors' }));
});
afterAll(() => it[Symbol.asyncDispose]());

const rules = async (...CORSRules: s3.CORSRule[]): Promise<unknown> =>
  await it.admin.send(new s3.PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));

interface Told {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** `fetch` does not send an Origin that is not its own. */
function ask(
  method: string,
  headers: Record<string, string>,
  path: string = `/${Bucket}/k`,
  body?: Buffer,
): Promise<Told> {
  const { port, host } = new URL(it.house.endpoint);
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers: { host, ...headers } }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('end', () =>
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces).toString() }),
      );
    });
    sent.on('error', reject).end(body);
  });
}

const corsOf = ({ headers }: Told): object =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-') || name === 'vary'));
const vary = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';
const notAllowed = 'CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin';

describe('without rules', () => {
  test.each<[Record<string, string>, number, ...string[]]>([
    [{}, 400, '<Code>BadRequest</Code>', 'Insufficient information. Origin request header needed.'],
    [{ referer: origin }, 400, 'Insufficient information. Origin request header needed.'],
    [
      { origin },
      403,
      '<Code>AccessForbidden</Code>',
      'CORSResponse: CORS is not enabled for this bucket.',
      '<Method>OPTIONS</Method>',
      '<ResourceType>BUCKET</ResourceType>',
    ],
    [
      { origin, 'access-control-request-method': 'PUT' },
      403,
      'CORS is not enabled',
      '<Method>PUT</Method>',
      '<ResourceType>BUCKET</ResourceType>',
    ],
  ])('OPTIONS with %j', async (headers, status, ...parts) => {
    const told = await ask('OPTIONS', headers, `/${Bucket}`);
    expect(told.status).toBe(status);
    for (const part of parts) expect(told.body).toContain(part);
    expect(corsOf(told)).toEqual({});
  });

  test('of a bucket that is not there', async () => {
    const told = await ask('OPTIONS', { origin, 'access-control-request-method': 'GET' }, '/no-such-bucket/k');
    expect([told.status, told.body.includes('CORSResponse: Bucket not found')]).toEqual([403, true]);
  });

  test('no page gets in, and nothing is configured', async () => {
    expect((await ask('GET', { origin })).status).toBe(403);
    expect(await refusal(it.admin.send(new s3.GetBucketCorsCommand({ Bucket })))).toMatchObject({
      code: 'NoSuchCORSConfiguration',
      status: 404,
      message: 'The CORS configuration does not exist',
    });
    await it.admin.send(new s3.DeleteBucketCorsCommand({ Bucket }));
  });
});

describe('a rule for one origin and one method', () => {
  const allow = {
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET',
    'access-control-allow-origin': origin,
    'access-control-max-age': '3000',
    vary,
  };
  beforeAll(() =>
    rules({
      AllowedOrigins: [origin],
      AllowedMethods: ['GET'],
      AllowedHeaders: ['x-amz-expected-bucket-owner', 'x-AMZ-server-SIDE-encryption'],
      MaxAgeSeconds: 3000,
    }),
  );

  test.each<[string, Record<string, string>, string | undefined]>([
    ['no headers', {}, undefined],
    ['one', { 'access-control-request-headers': 'x-amz-expected-bucket-owner' }, 'x-amz-expected-bucket-owner'],
    [
      'two, in other case',
      { 'access-control-request-headers': 'X-Amz-Expected-Bucket-Owner,x-amz-SERVER-side-encryption' },
      'x-amz-expected-bucket-owner, x-amz-server-side-encryption',
    ],
  ])('a preflight with %s', async (_, more, headers) => {
    const told = await ask('OPTIONS', { origin, 'access-control-request-method': 'GET', ...more });
    expect([told.status, told.body, told.headers['content-length']]).toEqual([200, '', '0']);
    expect(corsOf(told)).toEqual(headers === undefined ? allow : { ...allow, 'access-control-allow-headers': headers });
    expect(told.headers['x-amz-request-id']).toBeDefined();
  });

  test.each<[string, Record<string, string>, string]>([
    ['another method', { 'access-control-request-method': 'PUT' }, 'PUT'],
    ['another origin', { origin: 'https://evil.example', 'access-control-request-method': 'GET' }, 'GET'],
    ['an origin that begins so', { origin: `${origin}0`, 'access-control-request-method': 'GET' }, 'GET'],
    [
      'another header',
      { 'access-control-request-method': 'GET', 'access-control-request-headers': 'x-amz-acl' },
      'GET',
    ],
    [
      'a thousand headers',
      {
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'x-amz-expected-bucket-owner,'.repeat(300),
      },
      'GET',
    ],
  ])('a preflight for %s is refused', async (_, headers, method) => {
    const told = await ask('OPTIONS', { origin, ...headers });
    expect(told.status).toBe(403);
    expect(told.body).toContain(notAllowed);
    expect(told.body).toContain(`<Method>${method}</Method><ResourceType>OBJECT</ResourceType>`);
    expect(corsOf(told)).toEqual({});
  });

  test('the request itself: in with the headers, and judged like any other', async () => {
    const told = await ask('GET', { origin });
    expect([told.status, told.body]).toEqual([200, 'test-cors']);
    expect(corsOf(told)).toEqual(allow);
    const missing = await ask('GET', { origin }, `/${Bucket}/missing`);
    expect([missing.status, corsOf(missing)]).toEqual([403, allow]);
    // Programs hear nothing of it, and other pages are not let in.
    expect(corsOf(await ask('GET', {}))).toEqual({});
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ] as Record<string, string>[]) {
      expect((await ask('GET', headers)).status).toBe(403);
    }
    expect((await ask('PUT', { origin, 'content-length': '1' }, `/${Bucket}/new`, Buffer.from('x'))).status).toBe(403);
  });

  test('other services and other buckets are no nearer', async () => {
    expect((await ask('POST', { origin, 'content-type': 'application/x-www-form-urlencoded' }, '/')).status).toBe(403);
    expect((await ask('GET', { origin }, '/other-bucket/k')).status).toBe(403);
    expect((await ask('GET', { origin, 'x-amz-target': 'TrentService.ListKeys' })).status).toBe(403);
    expect((await ask('GET', { origin }, '/')).status).toBe(403);
  });
});

test('any origin, and a part of one', async () => {
  await rules({ AllowedOrigins: ['*'], AllowedMethods: ['GET'], ExposeHeaders: ['x-amz-id-2', 'x-amz-request-id'] });
  expect(corsOf(await ask('OPTIONS', { origin, 'access-control-request-method': 'GET' }))).toEqual({
    'access-control-allow-methods': 'GET',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'x-amz-id-2, x-amz-request-id',
    vary,
  });
  expect((await ask('GET', { 'sec-fetch-site': 'cross-site' })).status).toBe(200);
  await rules({ AllowedOrigins: ['http://*.origin.com'], AllowedMethods: ['GET', 'PUT'], MaxAgeSeconds: 3000 });
  expect(
    corsOf(await ask('OPTIONS', { origin: 'http://test.origin.com', 'access-control-request-method': 'PUT' })),
  ).toMatchObject({
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET, PUT',
    'access-control-allow-origin': 'http://test.origin.com',
  });
  expect((await ask('OPTIONS', { origin })).body).toContain('Invalid Access-Control-Request-Method: null');
});

test('a form from a page gets in where a rule lets its origin POST', async () => {
  const fields = signedFields({ keys: it.house.accounts[0].admin, bucket: Bucket, key: 'form' });
  const body = formBody(fields, { content: 'x' });
  const headers = { origin, 'content-type': formType, 'content-length': String(body.length) };
  await rules({ AllowedOrigins: [origin], AllowedMethods: ['GET'] });
  expect((await ask('POST', headers, `/${Bucket}`, body)).status).toBe(403);
  await rules({ AllowedOrigins: [origin], AllowedMethods: ['POST'] });
  const told = await ask('POST', headers, `/${Bucket}`, body);
  expect([told.status, told.headers['access-control-allow-origin']]).toEqual([204, origin]);
});

test('what is kept is answered as it was given', async () => {
  const CORSRules = [
    {
      ID: 'one',
      AllowedHeaders: ['x-A', '*'],
      AllowedMethods: ['GET', 'PUT', 'HEAD'],
      AllowedOrigins: ['https://test.com', 'http://test.com:80'],
      ExposeHeaders: ['ETag'],
      MaxAgeSeconds: 3000,
    },
    { AllowedMethods: ['GET'], AllowedOrigins: [''] },
  ];
  await rules(...CORSRules);
  expect((await it.admin.send(new s3.GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual(CORSRules);
  await it.admin.send(new s3.DeleteBucketCorsCommand({ Bucket }));
  expect((await refusal(it.admin.send(new s3.GetBucketCorsCommand({ Bucket })))).code).toBe('NoSuchCORSConfiguration');
});

test.each<[string, s3.CORSRule[], string]>([
  ['none', [], 'MalformedXML'],
  ['a method that is none', [{ AllowedOrigins: ['*'], AllowedMethods: ['PATCH'] }], 'InvalidRequest'],
  ['two stars in an origin', [{ AllowedOrigins: ['http://*.*'], AllowedMethods: ['GET'] }], 'InvalidRequest'],
  [
    'two stars in a header',
    [{ AllowedOrigins: ['*'], AllowedMethods: ['GET'], AllowedHeaders: ['x-*-*'] }],
    'InvalidRequest',
  ],
  [
    'a star in a header to expose',
    [{ AllowedOrigins: ['*'], AllowedMethods: ['GET'], ExposeHeaders: ['*'] }],
    'InvalidRequest',
  ],
  [
    'a line end in a header to expose',
    [{ AllowedOrigins: ['*'], AllowedMethods: ['GET'], ExposeHeaders: ['a\nb: c'] }],
    'MalformedXML',
  ],
  ['too many', Array(101).fill({ AllowedOrigins: ['*'], AllowedMethods: ['GET'] }), 'InvalidRequest'],
])('rules that are refused: %s', async (_, given, code) => {
  expect(await refusal(rules(...given))).toMatchObject({ code, status: 400 });
});

test('a pattern fits what a regular expression with its star fits', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 8 });
  const pattern = text.filter((one) => one.split('*').length <= 2);
  fc.assert(
    fc.property(pattern, text, (one, origin) => {
      const expected = new RegExp(
        `^${one
          .split('*')
          .map((piece) => piece.replaceAll('.', '\\.'))
          .join('.*')}$`,
      ).test(origin);
      const rule = { allowedOrigins: [one], allowedMethods: ['GET'] };
      expect(corsRuleFor([rule], { origin, method: 'GET', headers: [] }) !== undefined).toBe(expected);
    }),
  );
});
