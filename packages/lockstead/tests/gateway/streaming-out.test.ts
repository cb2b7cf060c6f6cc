/** S3 by AWS's own SDK through the gateway, and answers that stream: whole or cut off, as fast as they are taken. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { GetObjectCommand, PutBucketTaggingCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { partitionScope } from '#store/scope';
import { type FixtureGateway, type GatewayOptions, home, openFixtureGateway } from '../support/gateway.ts';
import { objects, objectsService } from '../support/objects.ts';
import { signedUpload } from '../support/uploads.ts';

let it: FixtureGateway;
let clients: S3Client[];

async function opened(options: GatewayOptions = {}): Promise<FixtureGateway> {
  const further: GatewayOptions['further'] = ({ blobs }) => [objectsService({ blobs, owner: () => home })];
  const gateway = await openFixtureGateway({ further, ...options });
  gateway.allow(gateway.alice, { Effect: 'Allow', Action: '*', Resource: '*' });
  return gateway;
}

beforeEach(async () => {
  clients = [];
  it = await opened();
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  await it[Symbol.asyncDispose]();
});

/** Resolves every name to this machine: `box.s3.localhost` is in no resolver of Node's. */
function loopback(): Agent {
  return new Agent({
    lookup: (_host, options, found) => {
      if (options.all === true) found(null, [{ address: '127.0.0.1', family: 4 }]);
      else found(null, '127.0.0.1', 4);
    },
  });
}

function client(style: 'path' | 'virtual' = 'path'): S3Client {
  const made = new S3Client({
    endpoint: style === 'path' ? `http://127.0.0.1:${it.port}` : `http://s3.localhost:${it.port}`,
    forcePathStyle: style === 'path',
    region: 'us-east-1',
    credentials: it.alice.keys,
    maxAttempts: 1,
    requestHandler: { httpAgent: loopback() },
  });
  clients.push(made);
  return made;
}

const at = { Bucket: 'box', Key: 'a/b c+é' };
const content = randomBytes(3_000_000);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += 50_000) yield bytes.subarray(start, start + 50_000);
}

describe("AWS's SDK", () => {
  test.each([['path'], ['virtual']] as const)('bytes there and back, named by %s', async (style) => {
    const s3 = client(style);
    const put = await s3.send(new PutObjectCommand({ ...at, Body: content }));
    expect(put.ETag).toBe(`"${sha256(content).slice(0, 32)}"`);
    // With a checksum, which the SDK verifies while it reads.
    const got = await s3.send(new GetObjectCommand(at));
    expect(got.ChecksumCRC32).toBeDefined();
    expect(got.ContentLength).toBe(content.length);
    expect(sha256((await got.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(sha256(content));
    const record = await it.store.in(objects, partitionScope).get(`${at.Bucket}/${at.Key}`);
    expect(record?.bytes).toBe(content.length);
  });

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'a stream, with a %s behind it',
    async (algorithm) => {
      const s3 = client();
      const Body = Readable.from(pieces(content), { objectMode: false });
      const command = new PutObjectCommand({
        ...at,
        Body,
        ContentLength: content.length,
        ChecksumAlgorithm: algorithm,
      });
      await s3.send(command);
      const got = await s3.send(new GetObjectCommand(at));
      expect(sha256((await got.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(sha256(content));
    },
  );

  test('a body that is no stream', async () => {
    const Tagging = { TagSet: [{ Key: 'team', Value: 'blue' }] };
    const said = await client().send(new PutBucketTaggingCommand({ Bucket: 'box', Tagging }));
    expect(said.$metadata.httpStatusCode).toBe(204);
  });

  test('what is not there is an error like any other', async () => {
    await expect(client().send(new GetObjectCommand(at))).rejects.toMatchObject({ name: 'NoSuchKey' });
    it.allow(it.alice);
    await expect(client().send(new GetObjectCommand(at))).rejects.toMatchObject({ name: 'AccessDenied' });
    const put = client().send(new PutObjectCommand({ ...at, Body: content }));
    await expect(put).rejects.toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
  });
});

async function stored(Key: string, Body: Buffer = content): Promise<void> {
  await client().send(new PutObjectCommand({ Bucket: 'box', Key, Body }));
}

async function get(Key: string, method = 'GET'): Promise<IncomingMessage> {
  const host = `127.0.0.1:${it.port}`;
  const upload = { path: `/box/${Key}`, host, kind: 'UNSIGNED-PAYLOAD', block: Buffer.alloc(0), blocks: 0 } as const;
  const { headers } = signedUpload({ ...upload, method }, it.alice.keys);
  const sent = request({ host: '127.0.0.1', port: it.port, path: upload.path, method, headers, agent: false }).end();
  sent.on('error', () => undefined);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

describe('an answer', () => {
  test('has one event, when it is out, that says how much of it was', async () => {
    await stored('key');
    await buffer(await get('key'));
    await expect.poll(async () => (await it.events()).length).toBe(2);
    const [event] = await it.events();
    expect(event).toMatchObject({
      eventName: 'GetObject',
      readOnly: true,
      additionalEventData: { bytesTransferredIn: 0, bytesTransferredOut: content.length },
    });
  });

  test('goes as fast as it is taken, and ends where nobody takes it any more', async () => {
    const large = Buffer.alloc(30_000_000);
    await stored('key', large);
    const response = await get('key');
    await once(response, 'readable');
    response.destroy();
    await expect.poll(async () => (await it.events()).length).toBe(2);
    const [event] = await it.events();
    const transferred = event?.['additionalEventData'] as { bytesTransferredOut?: number } | undefined;
    // What the buffers between here and there hold, which is far from all of it.
    expect(transferred?.bytesTransferredOut).toBeGreaterThan(0);
    expect(transferred?.bytesTransferredOut).toBeLessThan(large.length);
    await expect.poll(() => it.gateway.metrics.text()).toContain('lockstead_transfers_in_flight 0\n');
  });

  test('that nobody takes is cut off in time', async () => {
    await it[Symbol.asyncDispose]();
    it = await opened({ limits: { answerIdleMsMax: 300 } });
    await stored('key', Buffer.alloc(30_000_000));
    const response = await get('key');
    response.on('error', () => undefined);
    expect(it.gateway.metrics.text()).toContain('lockstead_transfers_in_flight 1\n');
    await expect
      .poll(() => it.gateway.metrics.text(), { timeout: 5000 })
      .toContain('lockstead_transfers_in_flight 0\n');
    await expect(buffer(response)).rejects.toThrow();
  });

  test.each([
    ['more', 'shorter than its Content-Length'],
    ['less', 'longer than its Content-Length'],
  ])('that promises %s than there is breaks off: nobody takes it for whole', async (Key, reason) => {
    await stored(Key);
    await expect(buffer(await get(Key))).rejects.toThrow();
    expect(it.logLines.join('')).toContain(reason);
  });
});
