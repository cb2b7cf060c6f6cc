/** Bodies of any size pass through little memory: 5 GB over a real socket, into a process that is watched. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wireRequest } from '../../tests/sigv4/vectors.ts';
import { canonicalRequest, credentialScope, stringToSign } from './canonical-request.ts';
import { type ChecksumAlgorithm, checksumHeader, newChecksum } from './checksum.ts';
import { parseClaim } from './parse-claim.ts';
import type { SignatureClaim } from './signature-claim.ts';
import { deriveSigningKey } from './signing-key-cache.ts';
import { payloadLine } from './verify.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const gigabyte = 2 ** 30;
const block = Buffer.alloc(256 * 1024, 'lockstead ');
const blockSha256 = createHash('sha256').update(block).digest('hex');
const emptySha256 = createHash('sha256').digest('hex');

/** Beside what the idle process has: Node and its reading of TypeScript take 100 MB, compiled code 60. */
const grownBytesMax = 40 * 2 ** 20;

const folder = mkdtempSync(join(tmpdir(), 'lockstead-body-'));
let server: ChildProcess;
let port: number;

beforeAll(async () => {
  server = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../tests/sigv4/body-server.ts', import.meta.url)), secret, folder],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  port = await new Promise<number>((resolve) => server.stdout?.once('data', (text: Buffer) => resolve(Number(text))));
});

afterAll(() => {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
});

interface Upload {
  readonly path: string;
  readonly bytes: number;
  readonly algorithm: ChecksumAlgorithm;
  readonly signed: boolean;
  /** The checksum that the trailer claims; computed where it is left out. */
  readonly checksum?: string;
}

test.each<[string, Upload]>([
  ['signed chunks and a CRC64NVME', { path: '/b/k', bytes: 5 * gigabyte, algorithm: 'CRC64NVME', signed: true }],
  ['unsigned chunks and a CRC32', { path: '/b/k', bytes: 5 * gigabyte, algorithm: 'CRC32', signed: false }],
])('5 GB in %s', async (_, upload) => {
  const [status, body] = await send(upload);
  console.info(`${upload.algorithm}: ${JSON.stringify(body)}`);
  expect(status).toBe(200);
  expect(body['bytes']).toBe(upload.bytes);
  expect(Number(body['rssMax']) - Number(body['rssStart'])).toBeLessThanOrEqual(grownBytesMax);
});

test('a wrong checksum after the last chunk is an error, and nothing is kept', async () => {
  const upload: Upload = { path: '/keep/k', bytes: gigabyte / 16, algorithm: 'CRC32C', signed: true };
  const [status, body] = await send({ ...upload, checksum: 'AAAAAA==' });
  expect([status, body['code']]).toEqual([400, 'BadDigest']);
  expect(existsSync(join(folder, 'kept'))).toBe(false);
  expect(existsSync(join(folder, 'staged'))).toBe(false);

  expect((await send(upload))[0]).toBe(200);
  expect(existsSync(join(folder, 'kept'))).toBe(true);
});

async function send(upload: Upload): Promise<readonly [status: number, body: Record<string, unknown>]> {
  const { headers, claim } = signedHeaders(upload);
  const outgoing = httpRequest({ host: '127.0.0.1', port, method: 'PUT', path: upload.path, headers });
  const answered = new Promise<readonly [number, Record<string, unknown>]>((resolve, reject) => {
    outgoing.once('error', reject);
    outgoing.once('response', async (answer) => {
      const parts: Buffer[] = [];
      for await (const part of answer) parts.push(part as Buffer);
      resolve([answer.statusCode ?? 0, JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>]);
    });
  });
  await pipeline(Readable.from(framed(upload, claim), { objectMode: false, highWaterMark: 2 ** 20 }), outgoing);
  return answered;
}

function signedHeaders(upload: Upload): { readonly headers: Record<string, string>; readonly claim: SignatureClaim } {
  const now = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const headers: Record<string, string> = {
    host: `127.0.0.1:${port}`,
    'x-amz-content-sha256': upload.signed
      ? 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'
      : 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-date': now,
    'x-amz-decoded-content-length': String(upload.bytes),
    'x-amz-trailer': checksumHeader(upload.algorithm),
  };
  const scope = `${now.slice(0, 8)}/us-east-1/s3/aws4_request`;
  const authorization = (signature: string): string =>
    `AWS4-HMAC-SHA256 Credential=AKID/${scope}, SignedHeaders=${Object.keys(headers).join(';')}, Signature=${signature}`;
  const draft = wireRequest('PUT', upload.path, [
    ...Object.entries(headers).flat(),
    'authorization',
    authorization('0'),
  ]);
  const outcome = parseClaim(draft);
  if (outcome.kind !== 'claim') throw new Error(JSON.stringify(outcome));
  const text = stringToSign(
    outcome.claim,
    canonicalRequest(draft, outcome.claim, payloadLine(outcome.claim, undefined)),
  );
  const signature = keyOf(outcome.claim).sign(text);
  return { headers: { ...headers, authorization: authorization(signature) }, claim: { ...outcome.claim, signature } };
}

function keyOf(claim: SignatureClaim) {
  return deriveSigningKey(secret, claim.date, claim.region, claim.service);
}

function* framed({ bytes, algorithm, signed, checksum }: Upload, claim: SignatureClaim): Generator<Buffer> {
  const key = keyOf(claim);
  const running = newChecksum(algorithm);
  let previous = claim.signature;
  const sign = (kind: string, digests: string): string => {
    const text = `AWS4-HMAC-SHA256-${kind}\n${claim.amzDate}\n${credentialScope(claim)}\n${previous}\n${digests}`;
    previous = key.sign(text);
    return previous;
  };
  const line = (size: number, sha256: string): string =>
    `${size.toString(16)}${signed ? `;chunk-signature=${sign('PAYLOAD', `${emptySha256}\n${sha256}`)}` : ''}\r\n`;

  for (let sent = 0; sent < bytes; sent += block.length) {
    yield Buffer.from(line(block.length, blockSha256));
    running.update(block);
    yield block;
    yield Buffer.from('\r\n');
  }
  const trailer = `${checksumHeader(algorithm)}:${checksum ?? running.digest().toString('base64')}`;
  yield Buffer.from(`${line(0, emptySha256)}${trailer}\r\n`);
  const sha256 = createHash('sha256').update(`${trailer}\n`).digest('hex');
  yield Buffer.from(`${signed ? `x-amz-trailer-signature:${sign('TRAILER', sha256)}\r\n` : ''}\r\n`);
}
