/** Somebody who was given a form, or makes one himself, and wants more than it allows. */
import { connect } from 'node:net';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fields, formBody, formBoundary, formType, post, saidOf, signedFields } from '../s3/forms.ts';
import { openS3House, type S3House, textOf } from '../s3/support.ts';

let it: S3House;
let url: string;
beforeAll(async () => {
  it = await openS3House();
  url = `${it.house.endpoint}/victim`;
  await it.admin.send(new s3.CreateBucketCommand({ Bucket: 'victim' }));
  await it.admin.send(new s3.PutObjectCommand({ Bucket: 'victim', Key: 'secret', Body: 'secret' }));
});
afterAll(() => it[Symbol.asyncDispose]());

const file = { content: 'loot', filename: 'f' };
const keysIn = async (): Promise<readonly (string | undefined)[]> =>
  ((await it.admin.send(new s3.ListObjectsV2Command({ Bucket: 'victim' }))).Contents ?? []).map(({ Key }) => Key);

/** Of a form that allows one key, and any field that begins with `x-amz-meta-`. */
const given = (): Fields =>
  signedFields({
    keys: it.house.accounts[0].admin,
    bucket: 'victim',
    key: 'mine/a',
    conditions: [
      ['starts-with', '$key', 'mine/'],
      ['starts-with', '$x-amz-meta-note', ''],
      ['content-length-range', 0, 100],
    ],
  });

describe('a field that says how the request is to be read changes nothing', () => {
  test.each([
    ['x-amz-copy-source', '/victim/secret'],
    ['x-amz-content-sha256', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'],
    ['x-amz-decoded-content-length', '0'],
    ['x-amz-trailer', 'x-amz-checksum-crc32'],
    ['transfer-encoding', 'chunked'],
    ['content-length', '0'],
    ['host', 'other.s3.localhost'],
    ['authorization', 'AWS4-HMAC-SHA256 Credential=x'],
    ['x-amz-expected-bucket-owner', '000000000000'],
    ['x-amz-write-offset-bytes', '1'],
    ['constructor', 'x'],
    ['__proto__', 'x'],
    ['x-amz-meta-a\\nb', 'x'],
    ['x-http-method-override', 'DELETE'],
    ['range', 'bytes=0-0'],
  ])('%s', async (name, value) => {
    const fields = signedFields({
      keys: it.house.accounts[0].admin,
      bucket: 'victim',
      key: 'smuggled',
      conditions: [{ key: 'smuggled' }, ['eq', `$${name}`, value]],
      fields: [[name, value]],
    });
    const answer = await post(url, formBody(fields, file));
    expect(answer.status, await answer.text()).toBe(204);
    expect(answer.headers.get('x-lockstead-ignored')).not.toBeNull();
    expect(await textOf(it.admin.send(new s3.GetObjectCommand({ Bucket: 'victim', Key: 'smuggled' })))).toBe('loot');
  });

  test('and one that would break a header is refused', async () => {
    for (const value of ['a\r\nx-amz-acl: public-read', 'a\u0000', 'a\nb', '\u007f']) {
      const fields = [...given(), ['x-amz-meta-note', value] as const];
      expect(await saidOf(await post(url, formBody(fields, file)))).toMatchObject({
        status: 400,
        code: 'InvalidArgument',
      });
    }
  });
});

describe('a form that was given is used for what its policy allows, and for nothing else', () => {
  test.each<[string, (fields: Fields) => Fields]>([
    ['another key', (fields) => fields.map(([name, value]) => [name, name === 'key' ? 'secret' : value])],
    ['a field more', (fields) => [...fields, ['acl', 'public-read']]],
    ['a field more, in other case', (fields) => [...fields, ['ACL', 'public-read']]],
    ['a redirect', (fields) => [...fields, ['success_action_redirect', 'https://evil.example/']]],
    ['an older name of it', (fields) => [...fields, ['redirect', 'https://evil.example/']]],
    ['the key twice', (fields) => [...fields, ['key', 'secret']]],
    ['the key twice, in other case', (fields) => [['KEY', 'secret'], ...fields]],
    [
      'another policy',
      (fields) =>
        fields.map(([name, value]) => [
          name,
          name === 'policy' ? btoa('{"expiration":"2099-01-01T00:00:00Z","conditions":[]}') : value,
        ]),
    ],
    ['the policy twice', (fields) => [...fields, ['Policy', btoa('{}')]]],
    ['no policy', (fields) => fields.filter(([name]) => name !== 'policy')],
    ['an empty policy', (fields) => fields.map(([name, value]) => [name, name === 'policy' ? '' : value])],
    ['no signature', (fields) => fields.filter(([name]) => name !== 'x-amz-signature')],
    ['an empty signature', (fields) => fields.map(([name, value]) => [name, name === 'x-amz-signature' ? '' : value])],
    [
      'an older day',
      (fields) => fields.map(([name, value]) => [name, name === 'x-amz-date' ? '20200101T000000Z' : value]),
    ],
    [
      'a name of the file that leads elsewhere',
      (fields) => fields.map(([name, value]) => [name, name === 'key' ? `\${filename}` : value]),
    ],
  ])('%s', async (_, change) => {
    const before = await keysIn();
    const answer = await post(url, formBody(change(given()), { content: 'x', filename: 'secret' }));
    expect([400, 403]).toContain(answer.status);
    expect(await keysIn()).toEqual(before);
    expect(await textOf(it.admin.send(new s3.GetObjectCommand({ Bucket: 'victim', Key: 'secret' })))).toBe('secret');
  });

  test('another bucket of the same account', async () => {
    await it.admin.send(new s3.CreateBucketCommand({ Bucket: 'victim-two' }));
    expect((await saidOf(await post(`${url}-two`, formBody(given(), file)))).message).toContain(
      'Policy Condition failed',
    );
  });

  test('a file name with slashes, dots, NUL or line ends stays below the prefix, or is refused', async () => {
    const fields = given().map(([name, value]) => [name, name === 'key' ? `mine/\${filename}` : value] as const);
    for (const filename of ['../../secret', '..\\..\\secret', '/etc/passwd', '..', '.', 'a%2F..%2Fsecret', 'a\\0']) {
      expect((await post(url, formBody(fields, { content: 'x', filename }))).status).toBe(204);
    }
    for (const filename of ['a\u0000b', 'a\r\nX: y', 'a\nb', 'a"; name="key']) {
      expect((await post(url, formBody(fields, { content: 'x', filename }))).status).toBe(400);
    }
    expect((await keysIn()).filter((key) => key?.startsWith('mine/') !== true)).not.toContain('etc/passwd');
    expect(await textOf(it.admin.send(new s3.GetObjectCommand({ Bucket: 'victim', Key: 'secret' })))).toBe('secret');
  });

  test('a form is good for nobody whose key is gone, and as long as its policy says', async () => {
    const fields = signedFields({ keys: it.house.accounts[0].admin, bucket: 'victim', key: 'late', expiresIn: -1 });
    expect((await saidOf(await post(url, formBody(fields, file)))).message).toContain('Policy expired');
  });
});

describe('what would cost much is refused early', () => {
  test.each<[string, Buffer, string]>([
    [
      'a thousand fields',
      formBody(
        [...Array(1000)].map((_, at): [string, string] => [`x-ignore-${at}`, 'y']),
        file,
      ),
      'MaxPostPreDataLengthExceeded',
    ],
    [
      'a policy of a megabyte',
      formBody(
        [
          ['key', 'k'],
          ['policy', 'A'.repeat(1 << 20)],
        ],
        file,
      ),
      'MaxPostPreDataLengthExceeded',
    ],
    [
      'a head of a megabyte',
      Buffer.from(`--${formBoundary}\r\n${'X: y\r\n'.repeat(200_000)}`),
      'MaxPostPreDataLengthExceeded',
    ],
    ['blanks in a head', Buffer.from(`--${formBoundary}\r\nX:${' '.repeat(19_000)}y\r\n\r\n`), 'MalformedPOSTRequest'],
    ['an end before anything', Buffer.from(`--${formBoundary}--${formBoundary}\r\n`), 'InvalidArgument'],
    ['a boundary that goes on', Buffer.from(`--${formBoundary}x\r\n`), 'MalformedPOSTRequest'],
    ['a body that is no form', Buffer.alloc(1 << 20, 'x'), 'MalformedPOSTRequest'],
    [
      'deep conditions',
      formBody(
        signedFields({
          keys: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' },
          bucket: 'victim',
          key: 'k',
          policy: btoa('['.repeat(10_000)),
        }),
        file,
      ),
      'InvalidAccessKeyId',
    ],
  ])('%s', async (_, body, code) => {
    const started = performance.now();
    expect(await saidOf(await post(url, body))).toMatchObject({ code });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('a file that is longer than its policy allows is not read to its end', async () => {
    const { port } = new URL(url);
    const body = formBody(given(), { content: Buffer.alloc(1 << 20), filename: 'f' });
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1');
      let text = '';
      socket.on('data', (bytes) => {
        text += bytes.toString();
        socket.destroy();
        resolve(text);
      });
      socket.on('error', reject);
      // It says that a gigabyte comes, and sends a megabyte.
      socket.write(
        `POST /victim HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: ${formType}\r\nContent-Length: ${1 << 30}\r\n\r\n`,
      );
      socket.write(body);
    });
    expect(answer).toContain('EntityTooLarge');
  });

  test('a part that never ends leaves nothing behind', async () => {
    const { port } = new URL(url);
    const body = formBody(given(), { content: Buffer.alloc(20), filename: 'f' });
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('close', () => resolve()).on('error', () => undefined);
      socket.write(
        `POST /victim HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: ${formType}\r\nContent-Length: ${body.length}\r\n\r\n`,
      );
      socket.write(body.subarray(0, -10), () => setTimeout(() => socket.destroy(), 200));
    });
    expect(await keysIn()).not.toContain('mine/a');
    // Whole by its length, and no form by its end.
    const answer = await post(url, Buffer.concat([body.subarray(0, -10), Buffer.alloc(10, 'x')]));
    expect(await saidOf(answer)).toMatchObject({ code: 'MalformedPOSTRequest' });
    expect(await keysIn()).not.toContain('mine/a');
  });
});

test('a page of another origin posts no form, though a browser would ask nobody', async () => {
  const { status } = await post(url, formBody(given(), file), { origin: 'https://evil.example' });
  expect(status).toBe(403);
});
