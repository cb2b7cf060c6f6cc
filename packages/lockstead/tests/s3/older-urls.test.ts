/** URLs that are signed by Signature Version 2, as boto3 makes them by default where the Region is us-east-1. */
import { createHmac } from 'node:crypto';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Keys } from '../support/lockstead.ts';
import { saidOf } from './forms.ts';
import { openS3House, type S3House, textOf } from './support.ts';

let it: S3House;
beforeAll(async () => {
  it = await openS3House();
  await it.admin.send(new s3.CreateBucketCommand({ Bucket: 'older' }));
  await it.admin.send(new s3.PutObjectCommand({ Bucket: 'older', Key: 'a b/ü', Body: 'content' }));
});
afterAll(() => it[Symbol.asyncDispose]());

/** `covered`: subresources, sorted. */
function signed(
  method: string,
  path: string,
  {
    keys,
    seconds = 60,
    covered = '',
    headers = '',
    type = '',
  }: { keys: Keys; seconds?: number; covered?: string; headers?: string; type?: string },
): string {
  const expires = Math.floor(Date.now() / 1000) + seconds;
  const resource = covered === '' ? path : `${path}?${covered}`;
  const signature = createHmac('sha1', keys.secretAccessKey)
    .update(`${method}\n\n${type}\n${expires}\n${headers}${resource}`)
    .digest('base64');
  const query = new URLSearchParams({
    AWSAccessKeyId: keys.accessKeyId,
    Expires: String(expires),
    Signature: signature,
  });
  return `${path}?${covered === '' ? '' : `${covered}&`}${query}`;
}

const admin = (): Keys => it.house.accounts[0].admin;
const path = '/older/a%20b/%C3%BC';

test('reads and writes what its maker may', async () => {
  const url = signed('GET', path, { keys: admin() });
  const answer = await it.anonymous(url);
  expect([await answer.text(), answer.headers.get('x-lockstead-ignored')]).toEqual(['content', null]);
  const put = signed('PUT', '/older/new', { keys: admin(), type: 'text/plain', headers: 'x-amz-meta-who:rita\n' });
  const headers = { 'content-type': 'text/plain', 'x-amz-meta-who': 'rita' };
  expect((await it.anonymous(put, { method: 'PUT', body: 'written', headers })).status).toBe(200);
  expect(await textOf(it.admin.send(new s3.GetObjectCommand({ Bucket: 'older', Key: 'new' })))).toBe('written');
  const named = signed('GET', path, { keys: admin(), covered: 'response-content-type=text/html' });
  expect((await it.anonymous(named)).headers.get('content-type')).toBe('text/html');
});

describe('is good for nothing else', () => {
  test.each<[string, (url: string) => string, RequestInit?]>([
    ['another object', (url) => url.replace('%C3%BC', 'other')],
    ['another method', (url) => url, { method: 'DELETE' }],
    ['a header that says more', (url) => url, { headers: { 'x-amz-expected-bucket-owner': '111122223333' } }],
    ['a subresource that it covers', (url) => `${url}&tagging`],
    ['a subresource that it does not cover', (url) => `${url}&retention`],
    ['a later time', (url) => url.replace(/Expires=\d+/, 'Expires=9999999999')],
    ['a parameter twice', (url) => `${url}&Expires=9999999999`],
    ['a header in the query', (url) => `${url}&x-amz-acl=public-read`],
  ])('%s', async (_, change, init) => {
    const url = signed('GET', path, { keys: admin() });
    expect((await it.anonymous(change(url), init)).status).toBe(403);
  });

  test('a time that is over, another secret, a key that is not there', async () => {
    expect(await saidOf(await it.anonymous(signed('GET', path, { keys: admin(), seconds: -1 })))).toMatchObject({
      message: 'Request has expired',
    });
    const wrong = { ...admin(), secretAccessKey: 'x' };
    const text = await (await it.anonymous(signed('GET', path, { keys: wrong }))).text();
    expect(text).toContain('<Code>SignatureDoesNotMatch</Code>');
    expect(text).not.toContain('CanonicalRequest');
    const none = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' };
    expect(await saidOf(await it.anonymous(signed('GET', path, { keys: none })))).toMatchObject({
      code: 'InvalidAccessKeyId',
    });
  });

  test('another service', async () => {
    const url = signed('POST', '/', { keys: admin() });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = 'Action=ListUsers&Version=2010-05-08';
    expect((await it.anonymous(url, { method: 'POST', headers, body })).status).toBeGreaterThanOrEqual(400);
    const targeted = { 'x-amz-target': 'TrentService.ListKeys', 'content-type': 'application/x-amz-json-1.1' };
    expect((await it.anonymous(url, { method: 'POST', headers: targeted, body: '{}' })).status).toBeGreaterThanOrEqual(
      400,
    );
  });
});

test('policies see the version, and old Regions alone take it', async () => {
  const allow = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
  const keys = await it.user('no-older', [
    allow,
    { ...allow, Effect: 'Deny', Condition: { StringEquals: { 's3:signatureversion': 'AWS' } } },
  ]);
  expect((await it.anonymous(signed('GET', path, { keys }))).status).toBe(403);
  const only = await it.user('only-older', [
    { ...allow, Condition: { StringEquals: { 's3:authType': 'REST-QUERY-STRING' } } },
  ]);
  expect((await it.anonymous(signed('GET', path, { keys: only }))).status).toBe(200);
  for (const [region, status] of [
    ['eu-west-1', 200],
    ['eu-central-1', 400],
  ] as const) {
    const client = it.client(admin(), region);
    const Bucket = `older-${region}`;
    await client.send(
      new s3.CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: region } }),
    );
    await client.send(new s3.PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
    expect((await it.anonymous(signed('GET', `/${Bucket}/k`, { keys: admin() }))).status).toBe(status);
  }
});
