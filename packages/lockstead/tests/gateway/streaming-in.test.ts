/** Bodies that stream: signed in each way, authorized before they are read, kept only where all that was promised held. */
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { partitionScope } from '#store/scope';
import { type FixtureGateway, type GatewayOptions, home, openFixtureGateway } from '../support/gateway.ts';
import { objects, objectsService, tagged } from '../support/objects.ts';
import { codeOf } from '../support/protocols.ts';
import { exchange, requestText } from '../support/raw.ts';
import type { Reply } from '../support/signed.ts';
import { type PayloadKind, payloadKinds, signedUpload, type Upload, uploaded } from '../support/uploads.ts';

let it: FixtureGateway;
let host: string;
let ran: string[];

async function opened(options: GatewayOptions = {}): Promise<FixtureGateway> {
  ran = [];
  const gateway = await openFixtureGateway({
    further: ({ blobs }) => [objectsService({ blobs, owner: () => home, ran: (step) => ran.push(step) })],
    ...options,
  });
  gateway.allow(gateway.alice, { Effect: 'Allow', Action: '*', Resource: '*' });
  return gateway;
}

beforeEach(async () => {
  it = await opened();
  host = `127.0.0.1:${it.port}`;
});
afterEach(async () => {
  const failures = it.logLines.filter((line) => line.includes('failed inside'));
  await it[Symbol.asyncDispose]();
  // Whatever came, it was nobody's mistake of ours.
  expect(failures).toEqual([]);
});

const block = Buffer.alloc(64 * 1024, 'lockstead ');

function uploadOf(kind: PayloadKind, more: Partial<Upload> = {}): Upload {
  return { path: '/box/key', host, kind, block, blocks: 5, ...more };
}

async function put(kind: PayloadKind, more: Partial<Upload> = {}): Promise<Reply> {
  return await uploaded(it.port, uploadOf(kind, more), it.alice.keys);
}

function blobFiles(): readonly string[] {
  return readdirSync(it.folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map(({ name }) => name);
}

async function stored(id = 'box/key') {
  return await it.store.in(objects, partitionScope).get(id);
}

describe.each(payloadKinds)('%s', (kind) => {
  test('comes in whole, and its event counts it', async () => {
    const reply = await put(kind);
    expect([reply.status, reply.text]).toEqual([200, '']);
    expect(await stored()).toMatchObject({ bytes: 5 * block.length });
    expect(blobFiles()).toEqual([(await stored())?.blob]);
    const [event, ...others] = await it.events();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      eventName: 'PutObject',
      requestParameters: { bucket: 'box', key: 'key' },
      additionalEventData: { bytesTransferredIn: 5 * block.length, bytesTransferredOut: 0 },
    });
  });

  test('an empty one', async () => {
    const reply = await put(kind, { blocks: 0 });
    expect(reply.status).toBe(200);
    expect(await stored()).toMatchObject({ bytes: 0 });
  });

  test("another's signature is refused before anything of it is read", async () => {
    const keys = { ...it.alice.keys, secretAccessKey: 'not it' };
    const reply = await uploaded(it.port, uploadOf(kind), keys);
    expect([reply.status, codeOf('restXml', reply)]).toEqual([403, 'SignatureDoesNotMatch']);
    expect(ran).toEqual([]);
  });

  test('who may not is told so before anything of it is read', async () => {
    it.allow(it.alice);
    const reply = await put(kind);
    expect([reply.status, codeOf('restXml', reply)]).toEqual([403, 'AccessDenied']);
    expect(ran).toEqual([]);
    const [event] = await it.events();
    expect(event).toMatchObject({
      eventName: 'PutObject',
      errorCode: 'AccessDenied',
      additionalEventData: { bytesTransferredIn: 0 },
    });
  });
});

const signedChunks = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
const signedTrailer = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER';
const unsignedTrailer = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const otherBytes = Buffer.alloc(block.length, 'x');

describe('wrong at the very end: an error, and nothing kept', () => {
  test.each<[string, PayloadKind, Partial<Upload>, number, string]>([
    ['the hash of the payload', 'sha256', { wrong: { lastBlock: otherBytes } }, 400, 'XAmzContentSHA256Mismatch'],
    [
      'a checksum in a header',
      'UNSIGNED-PAYLOAD',
      { algorithm: 'CRC32C', wrong: { lastBlock: otherBytes } },
      400,
      'BadDigest',
    ],
    ['Content-MD5', 'UNSIGNED-PAYLOAD', { headers: { 'content-md5': '1B2M2Y8AsgTpgAmY7PhCfg==' } }, 400, 'BadDigest'],
    ['the checksum of an unsigned trailer', unsignedTrailer, { wrong: { checksum: 'AAAAAA==' } }, 400, 'BadDigest'],
    ['the bytes before an unsigned trailer', unsignedTrailer, { wrong: { lastBlock: otherBytes } }, 400, 'BadDigest'],
    ['the checksum of a signed trailer', signedTrailer, { wrong: { checksum: 'AAAAAA==' } }, 400, 'BadDigest'],
    ['a trailer of another form', unsignedTrailer, { wrong: { checksum: 'what' } }, 400, 'InvalidRequest'],
    ['the last chunk signature', signedChunks, { wrong: { chunkSignature: true } }, 403, 'SignatureDoesNotMatch'],
    ['the last chunk', signedChunks, { wrong: { lastBlock: otherBytes } }, 403, 'SignatureDoesNotMatch'],
    [
      'the signature of the trailer',
      signedTrailer,
      { wrong: { trailerSignature: true } },
      403,
      'SignatureDoesNotMatch',
    ],
    [
      "SigV4a's last chunk",
      'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD',
      { wrong: { lastBlock: otherBytes } },
      403,
      'SignatureDoesNotMatch',
    ],
    [
      "SigV4a's trailer",
      'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER',
      { wrong: { trailerSignature: true } },
      403,
      'SignatureDoesNotMatch',
    ],
    ['a length beyond', unsignedTrailer, { wrong: { decodedLength: 5 * block.length + 1 } }, 400, 'IncompleteBody'],
    ['a length below', unsignedTrailer, { wrong: { decodedLength: 5 * block.length - 1 } }, 400, 'IncompleteBody'],
  ])('%s', async (_, kind, more, status, code) => {
    const reply = await put(kind, more);
    expect([reply.status, codeOf('restXml', reply)]).toEqual([status, code]);
    expect(ran).toEqual(['prepare']);
    expect(blobFiles()).toEqual([]);
    expect(await stored()).toBeUndefined();
    const [event] = await it.events();
    expect(event).toMatchObject({ eventName: 'PutObject', errorCode: code });
  });

  test('what was there before stays', async () => {
    await put(signedTrailer);
    const before = await stored();
    await put(signedTrailer, { block: otherBytes, wrong: { checksum: 'AAAAAA==' } });
    expect(await stored()).toEqual(before);
    expect(blobFiles()).toEqual([before?.blob]);
  });
});

describe('told by the head', () => {
  test.each<[string, PayloadKind, Partial<Upload>, number, string]>([
    ['more than there may be', unsignedTrailer, { wrong: { decodedLength: 6e9 } }, 400, 'EntityTooLarge'],
    ['an MD5 that is none', 'UNSIGNED-PAYLOAD', { headers: { 'content-md5': 'x' } }, 400, 'InvalidDigest'],
    [
      'two checksums',
      'UNSIGNED-PAYLOAD',
      { algorithm: 'CRC32', headers: { 'x-amz-checksum-sha1': 'x' } },
      400,
      'InvalidRequest',
    ],
  ])('%s', async (_, kind, more, status, code) => {
    const reply = await put(kind, more);
    expect([reply.status, codeOf('restXml', reply)]).toEqual([status, code]);
    expect(ran).toEqual([]);
  });

  test('S3 takes none of unknown length', async () => {
    const { headers } = signedUpload(uploadOf('UNSIGNED-PAYLOAD'), it.alice.keys);
    const { 'content-length': _, ...lengthless } = headers;
    const head = requestText('PUT /box/key HTTP/1.1', { ...lengthless, 'transfer-encoding': 'chunked' });
    const reply = await exchange(it.port, [head, '5\r\nhello\r\n0\r\n\r\n'], { silenceMs: 300 });
    expect(reply.statuses).toEqual([411]);
    expect(reply.text).toContain('<Code>MissingContentLength</Code>');
  });

  test('with 100-continue a refusal comes instead of it, and no byte is asked for', async () => {
    it.allow(it.alice);
    const { headers } = signedUpload(uploadOf('UNSIGNED-PAYLOAD', { blocks: 1000 }), it.alice.keys);
    const head = requestText('PUT /box/key HTTP/1.1', { ...headers, expect: '100-continue' });
    const reply = await exchange(it.port, [head]);
    expect(reply).toMatchObject({ statuses: [403], ended: 'end' });
  });

  test('with 100-continue also the operation may say no before it reads', async () => {
    const upload = uploadOf('UNSIGNED-PAYLOAD', { blocks: 1000, path: '/missing/key' });
    const { headers } = signedUpload(upload, it.alice.keys);
    const head = requestText('PUT /missing/key HTTP/1.1', { ...headers, expect: '100-continue' });
    const reply = await exchange(it.port, [head]);
    expect(reply).toMatchObject({ statuses: [404], ended: 'end' });
    expect(reply.text).toContain('<Code>NoSuchBucket</Code>');
  });

  test('with 100-continue it is told to go on when it is wanted', async () => {
    const { headers, body } = signedUpload(uploadOf('UNSIGNED-PAYLOAD'), it.alice.keys);
    const head = requestText('PUT /box/key HTTP/1.1', { ...headers, expect: '100-continue' });
    const reply = await exchange(it.port, [head, ...body()], { pauseMs: 30, silenceMs: 700 });
    expect(reply.statuses).toEqual([100, 200]);
  });

  test('a client that goes on sending hears why it was refused', async () => {
    const reply = await put('UNSIGNED-PAYLOAD', { blocks: 60, path: '/missing/key' });
    expect([reply.status, codeOf('restXml', reply)]).toEqual([404, 'NoSuchBucket']);
  });

  test('nobody has signed: it is judged as nobody, in its bucket by the host name', async () => {
    const anonymous = await exchange(
      it.port,
      [requestText('PUT /key HTTP/1.1', { host: 'box.s3.localhost' }, 'hello')],
      { silenceMs: 300 },
    );
    expect(anonymous.statuses).toEqual([403]);
    expect(anonymous.text).toContain('<Code>AccessDenied</Code>');
  });
});

describe('its pace', () => {
  const slow = { streamIdleMsMax: 300, streamWindowMs: 600, streamWindowBytesMin: 1000 };

  async function reopened(limits: GatewayOptions['limits']): Promise<void> {
    await it[Symbol.asyncDispose]();
    it = await opened({ limits: { ...limits } });
    host = `127.0.0.1:${it.port}`;
  }

  test('a client that falls silent is told so, and nothing is kept', async () => {
    await reopened(slow);
    const { headers } = signedUpload(uploadOf('UNSIGNED-PAYLOAD'), it.alice.keys);
    const reply = await exchange(it.port, [requestText('PUT /box/key HTTP/1.1', headers), block], { silenceMs: 4000 });
    expect(reply.statuses).toEqual([400]);
    expect(reply.text).toContain('<Code>RequestTimeout</Code>');
    expect(blobFiles()).toEqual([]);
  });

  test('so is one that sends a byte at a time', async () => {
    await reopened(slow);
    const { headers } = signedUpload(uploadOf('UNSIGNED-PAYLOAD'), it.alice.keys);
    const bytes = Array.from({ length: 100 }, () => 'x');
    const head = requestText('PUT /box/key HTTP/1.1', headers);
    const reply = await exchange(it.port, [head, ...bytes], { pauseMs: 40, silenceMs: 4000 });
    expect(reply.statuses).toEqual([400]);
    expect(reply.text).toContain('<Code>RequestTimeout</Code>');
  });

  test('it may take longer than a body that is read whole', async () => {
    await reopened({ requestMsMax: 300 });
    const { headers, body } = signedUpload(uploadOf('UNSIGNED-PAYLOAD'), it.alice.keys);
    const head = requestText('PUT /box/key HTTP/1.1', headers);
    const reply = await exchange(it.port, [head, ...body()], { pauseMs: 200, silenceMs: 4000 });
    expect(reply.statuses).toEqual([200]);
  });

  test('it takes no room from bodies that are read whole, and has none of their limits', async () => {
    await reopened({ bodyBytesMax: 1000, bodiesBytesMax: 1000 });
    expect((await put('sha256')).status).toBe(200);
  });

  test('a client that goes away leaves nothing behind', async () => {
    const { headers } = signedUpload(uploadOf('UNSIGNED-PAYLOAD'), it.alice.keys);
    const socket = connect(it.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(requestText('PUT /box/key HTTP/1.1', headers));
    socket.write(block);
    await expect.poll(() => blobFiles().length).toBe(1);
    socket.destroy();
    await expect.poll(() => blobFiles().length).toBe(0);
    await expect.poll(() => it.gateway.metrics.text()).toContain('lockstead_requests_in_flight 0\n');
  });

  test('stopping waits for it', async () => {
    const { headers, body } = signedUpload(uploadOf('UNSIGNED-PAYLOAD'), it.alice.keys);
    const head = requestText('PUT /box/key HTTP/1.1', headers);
    const reply = exchange(it.port, [head, ...body()], { pauseMs: 100, silenceMs: 4000 });
    await expect.poll(() => blobFiles().length).toBe(1);
    await it.stop();
    expect((await reply).statuses).toEqual([200]);
    expect(await stored()).toMatchObject({ bytes: 5 * block.length });
  });

  test('stopping does not wait for ever: what is cut off leaves nothing behind', async () => {
    await reopened({ shutdownMsMax: 200 });
    const { headers } = signedUpload(uploadOf('UNSIGNED-PAYLOAD'), it.alice.keys);
    const reply = exchange(it.port, [requestText('PUT /box/key HTTP/1.1', headers), block], { silenceMs: 4000 });
    await expect.poll(() => blobFiles().length).toBe(1);
    await it.stop();
    expect(blobFiles()).toEqual([]);
    expect((await reply).statuses).toEqual([]);
  });
});

describe('judged again, because what it is about has changed meanwhile', () => {
  let team: string;

  beforeEach(async () => {
    await it[Symbol.asyncDispose]();
    team = 'blue';
    const further: GatewayOptions['further'] = ({ blobs }) => [
      objectsService({
        blobs,
        owner: () => home,
        context: () => ({ 's3:team': team }),
        ran(step) {
          ran.push(step);
          if (step === 'prepare') team = 'red';
        },
      }),
    ];
    it = await opened({ further });
    host = `127.0.0.1:${it.port}`;
  });

  test('what was made of the body stays, since it does not come twice', async () => {
    expect((await put(signedTrailer)).status).toBe(200);
    expect(ran).toEqual(['prepare', 'handle']);
    expect(blobFiles()).toEqual([(await stored())?.blob]);
  });

  test('denied then, it goes', async () => {
    const Condition = { StringEquals: { 's3:team': 'blue' } };
    it.allow(it.alice, { Effect: 'Allow', Action: '*', Resource: '*', Condition });
    const reply = await put(signedTrailer);
    expect([reply.status, codeOf('restXml', reply)]).toEqual([403, 'AccessDenied']);
    expect(ran).toEqual(['prepare']);
    expect(blobFiles()).toEqual([]);
    expect(await stored()).toBeUndefined();
  });

  test('a lost race runs `handle` again, and nothing else', async () => {
    it.lostRaces = 1;
    team = 'red';
    expect((await put(signedTrailer)).status).toBe(200);
    expect(ran).toEqual(['prepare', 'handle', 'handle']);
    expect(blobFiles()).toHaveLength(1);
  });
});

describe('bodies that are read whole, in S3', () => {
  const tagging = Buffer.from(
    '<Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet><Tag><Key>team</Key><Value>blue</Value></Tag></TagSet></Tagging>',
  );
  const whole = { path: '/box?tagging', block: tagging, blocks: 1 };

  test.each(payloadKinds)('%s is taken apart and checked', async (kind) => {
    const reply = await put(kind, whole);
    expect([reply.status, reply.text]).toEqual([204, '']);
    const record = await it.store.in(tagged, partitionScope).get('box');
    expect(record?.tags).toContain('"blue"');
  });

  test.each<[string, PayloadKind, Partial<Upload>, number, string]>([
    [
      'a hash',
      'sha256',
      { wrong: { lastBlock: Buffer.from(String(tagging).replace('blue', 'none')) } },
      400,
      'XAmzContentSHA256Mismatch',
    ],
    ['a checksum', unsignedTrailer, { wrong: { checksum: 'AAAAAA==' } }, 400, 'BadDigest'],
    ['a header', 'UNSIGNED-PAYLOAD', { algorithm: 'CRC32', wrong: { checksum: 'AAAAAA==' } }, 400, 'BadDigest'],
    ['a chunk', signedChunks, { wrong: { chunkSignature: true } }, 403, 'SignatureDoesNotMatch'],
  ])('%s that is wrong', async (_, kind, more, status, code) => {
    const reply = await put(kind, { ...whole, ...more });
    expect([reply.status, codeOf('restXml', reply)]).toEqual([status, code]);
    expect(await it.store.in(tagged, partitionScope).get('box')).toBeUndefined();
  });
});
