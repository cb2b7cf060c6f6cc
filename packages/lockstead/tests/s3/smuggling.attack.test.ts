/**
 * Requests that say one thing to who checks the signature and another to who carries them out: paths, queries, headers and hosts that were not
 * signed, that were signed otherwise, or that come twice. Whatever they are answered, nothing is read or changed that the signer may not.
 */
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { IAMClient, UpdateAccessKeyCommand } from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Keys } from '../support/lockstead.ts';
import { signed } from '../support/signed.ts';
import { openS3House, refusal, type S3House, textOf } from './support.ts';

let it: S3House;
let port: number;
/** May read `open` and write `own/`, in a bucket where `gold` lies too. */
let limited: Keys;

beforeAll(async () => {
  it = await openS3House();
  port = Number(new URL(it.house.endpoint).port);
  await it.admin.send(new s3.CreateBucketCommand({ Bucket: 'loot' }));
  await it.admin.send(new s3.PutObjectCommand({ Bucket: 'loot', Key: 'gold', Body: 'secret' }));
  await it.admin.send(new s3.PutObjectCommand({ Bucket: 'loot', Key: 'open', Body: 'for all' }));
  const on = (Action: string, key: string): object => ({
    Effect: 'Allow',
    Action,
    Resource: `arn:aws:s3:::loot/${key}`,
  });
  limited = await it.user('limited', [on('s3:GetObject', 'open'), on('s3:PutObject', 'own/*')]);
});
afterAll(() => it[Symbol.asyncDispose]());

/** What stands on the wire. */
interface Sent {
  readonly method?: string;
  readonly target: string;
  readonly lines: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

interface Answered {
  readonly status: number;
  readonly text: string;
}

async function onTheWire({ method = 'GET', target, lines, body = '' }: Sent): Promise<Answered> {
  const socket = connect(port, '127.0.0.1');
  const head = [`${method} ${target} HTTP/1.1`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  socket.write(`${[...head, 'connection: close'].join('\r\n')}\r\n\r\n${body}`);
  const text = (await buffer(socket)).toString();
  return { status: Number(text.slice(9, 12)), text };
}

/** A request that is right as it stands. */
function right(method: string, path: string, body = '', more: Readonly<Record<string, string>> = {}): Sent {
  const headers = { host: `127.0.0.1:${port}`, ...more };
  const all = signed({ method, path, headers, body }, { keys: limited, service: 's3' });
  const lines = Object.entries(all).filter(([name]) => name !== 'x-amz-content-sha256');
  return { method, target: path, lines: [...lines, ['content-length', String(Buffer.byteLength(body))]], body };
}

const withLine = (sent: Sent, name: string, value: string): Sent => ({
  ...sent,
  lines: [...sent.lines, [name, value]],
});
const without = (sent: Sent, name: string): Sent => ({ ...sent, lines: sent.lines.filter(([each]) => each !== name) });
const instead = (sent: Sent, name: string, value: string): Sent => withLine(without(sent, name), name, value);

async function untouched(): Promise<void> {
  expect(await textOf(it.admin.send(new s3.GetObjectCommand({ Bucket: 'loot', Key: 'gold' })))).toBe('secret');
  expect(await textOf(it.admin.send(new s3.GetObjectCommand({ Bucket: 'loot', Key: 'open' })))).toBe('for all');
  const { Contents = [] } = await it.admin.send(new s3.ListObjectsV2Command({ Bucket: 'loot' }));
  expect(Contents.map(({ Key }) => Key)).toEqual(['gold', 'open']);
}

test('what is right is taken, so that what follows is refused for what is wrong with it', async () => {
  expect(await onTheWire(right('GET', '/loot/open'))).toMatchObject({ status: 200 });
  expect(await onTheWire(right('GET', '/loot/gold'))).toMatchObject({ status: 403 });
});

const open = (): Sent => right('GET', '/loot/open');

describe('another thing than was signed', () => {
  test.each<[string, () => Sent]>([
    ['another path', () => ({ ...open(), target: '/loot/gold' })],
    ['a path that climbs', () => ({ ...open(), target: '/loot/open/../gold' })],
    ['a path that climbs, encoded', () => ({ ...open(), target: '/loot/open/%2e%2e/gold' })],
    ['two slashes', () => ({ ...open(), target: '//loot/open' })],
    ['another address in the first line', () => ({ ...open(), target: `http://loot.s3.localhost:${port}/gold` })],
    ['a fragment', () => ({ ...open(), target: '/loot/open#/loot/gold' })],
    ['a query', () => ({ ...open(), target: '/loot/open?acl' })],
    ['a version', () => ({ ...open(), target: '/loot/open?versionId=null' })],
    ['another type of the answer', () => ({ ...open(), target: '/loot/open?response-content-type=text/html' })],
    ['another method', () => ({ ...open(), method: 'DELETE' })],
    ['another host', () => instead(open(), 'host', `loot.s3.localhost:${port}`)],
    ['a header that makes it a copy', () => withLine(open(), 'x-amz-copy-source', '/loot/gold')],
    ['the same in capitals', () => withLine(open(), 'X-AMZ-COPY-SOURCE', '/loot/gold')],
    ['a session token', () => withLine(open(), 'x-amz-security-token', 'token')],
    ['two hosts', () => withLine(open(), 'host', `loot.s3.localhost:${port}`)],
    ['two dates', () => withLine(open(), 'x-amz-date', '20300101T000000Z')],
    ['two signatures', () => withLine(open(), 'authorization', 'AWS4-HMAC-SHA256 Credential=x')],
    ['two lengths', () => withLine(open(), 'content-length', '5')],
    ['a length, and chunks', () => withLine(open(), 'transfer-encoding', 'chunked')],
    ['a line within a line', () => withLine(open(), 'x-a', 'b\r\nx-amz-copy-source: /loot/gold')],
    ['a folded line', () => withLine(open(), 'x-a', 'b\r\n x-amz-copy-source: /loot/gold')],
    [
      'two ways to sign',
      () => ({ ...open(), target: '/loot/open?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=a' }),
    ],
    ['a list of signed headers without the host', () => withoutHost(open())],
    ['a list that names a header twice', () => twice(open())],
  ])('%s', async (_, sent) => {
    const { status, text } = await onTheWire(sent());
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(text).not.toContain('secret');
    await untouched();
  });
});

function changedAuthorization(sent: Sent, change: (value: string) => string): Sent {
  return {
    ...sent,
    lines: sent.lines.map(([name, value]) => [name, name === 'authorization' ? change(value) : value]),
  };
}

const withoutHost = (sent: Sent): Sent => changedAuthorization(sent, (value) => value.replace('host;', ''));
const twice = (sent: Sent): Sent => changedAuthorization(sent, (value) => value.replace('host;', 'host;host;'));

test('keys that are signed as they are sent are keys, and lead nowhere else', async () => {
  for (const path of ['/loot/open/../gold', '/loot/./gold', '/loot//gold', '/loot/own/%2e%2e/gold', '/loot/%67old/']) {
    const { status, text } = await onTheWire(right('GET', path));
    expect([400, 403, 404], path).toContain(status);
    expect(text).not.toContain('secret');
  }
});

describe('uploads that are not what was signed write nothing', () => {
  const put = (more: Readonly<Record<string, string>> = {}): Sent => right('PUT', '/loot/own/x', 'mine', more);
  test.each<[string, () => Sent]>([
    ['another body', () => ({ ...put(), body: 'evil' })],
    ['a copy', () => withLine(put(), 'x-amz-copy-source', '/loot/gold')],
    ['an ACL', () => withLine(put(), 'x-amz-acl', 'public-read')],
    ['tags', () => withLine(put(), 'x-amz-tagging', 'a=b')],
    ['another encryption', () => withLine(put(), 'x-amz-server-side-encryption', 'AES256')],
    ['a hash beside the signed one', () => withLine(put(), 'x-amz-content-sha256', 'UNSIGNED-PAYLOAD')],
    ['another key', () => ({ ...put(), target: '/loot/gold' })],
    ['chunks that were not announced', () => withLine(put(), 'x-amz-decoded-content-length', '2')],
    ['a part of an upload', () => ({ ...put(), target: '/loot/own/x?partNumber=1&uploadId=y' })],
  ])('%s', async (_, sent) => {
    const { status } = await onTheWire(sent());
    expect([400, 403, 404]).toContain(status);
    await untouched();
  });

  test('a header that asks for another method is only a header', async () => {
    const asked = withLine(right('GET', '/loot/open'), 'x-http-method-override', 'DELETE');
    expect(await onTheWire(asked)).toMatchObject({ status: 200 });
    await untouched();
  });
});

test('a request behind another one on the same connection has to be signed itself', async () => {
  const first = right('GET', '/loot/open', 'x'.repeat(3));
  const { text } = await onTheWire({
    ...first,
    body: `${first.body}GET /loot/gold HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`,
  });
  expect(text).not.toContain('secret');
  await untouched();
});

test('a key that is switched off signs nothing any more, and what it signed before is worth nothing', async () => {
  const keys = await it.user('switched', [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }]);
  const client = it.client(keys);
  const get = () => client.send(new s3.GetObjectCommand({ Bucket: 'loot', Key: 'gold' }));
  expect(await textOf(get())).toBe('secret');
  const url = await presignedOf(keys);
  expect((await fetch(url)).status).toBe(200);
  const iam = new IAMClient(it.house.clientConfig(it.house.accounts[0].admin));
  const key = { UserName: 'switched', AccessKeyId: keys.accessKeyId };
  await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }));
  expect(await refusal(get())).toMatchObject({ code: 'InvalidAccessKeyId', status: 403 });
  expect((await fetch(url)).status).toBe(403);
  await iam.send(new UpdateAccessKeyCommand({ ...key, Status: 'Active' }));
  expect((await fetch(url)).status).toBe(200);
});

/** Of the object `gold`, for a minute. */
async function presignedOf(keys: Keys): Promise<string> {
  const { SignatureV4 } = await import('@smithy/signature-v4');
  const { Sha256 } = await import('#kernel/sha256');
  const signer = new SignatureV4({
    service: 's3',
    region: 'us-east-1',
    credentials: keys,
    sha256: Sha256,
    uriEscapePath: false,
  });
  const request = {
    method: 'GET',
    protocol: 'http:',
    hostname: '127.0.0.1',
    port,
    path: '/loot/gold',
    query: {},
    headers: { host: `127.0.0.1:${port}` },
  };
  const { query = {} } = await signer.presign(request, { expiresIn: 60 });
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return `${it.house.endpoint}/loot/gold?${pairs.join('&')}`;
}
