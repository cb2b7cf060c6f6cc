/** Whatever comes in, an answer comes out: 10,000 inputs for each reader, most of them a step away from a good one. */
import { createHash, createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wireRequest } from '../../tests/sigv4/vectors.ts';
import { parsePostPolicy } from '../post/post-policy.ts';
import { checkPostPolicy, parsePostClaim, verifyPost } from '../post/post-signature.ts';
import { BodyError } from './body-error.ts';
import { bodyReader } from './body-reader.ts';
import { checkSkew } from './check-skew.ts';
import { checksumAlgorithms, checksumHeader, newChecksum } from './checksum.ts';
import { HmacKey } from './hmac-key.ts';
import { parseClaim } from './parse-claim.ts';
import type { SignatureClaim } from './signature-claim.ts';
import { SigningKeyCache } from './signing-key-cache.ts';
import { verify } from './verify.ts';

const numRuns = 10_000;
const signature = '0'.repeat(64);

/** A good text with some pieces replaced, doubled or lost. */
function mutated(good: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const change = fc.tuple(
    fc.nat(),
    fc.nat(8),
    fc.oneof(
      fc.string({ unit: 'binary-ascii', maxLength: 4 }),
      fc.constantFrom('=', '/', ';', ',', '%', '\r\n', ' ', ':'),
    ),
  );
  return fc.tuple(good, fc.array(change, { maxLength: 3 })).map(([text, changes]) =>
    changes.reduce((now, [at, drop, put]) => {
      const start = now.length === 0 ? 0 : at % now.length;
      return now.slice(0, start) + put + now.slice(start + drop);
    }, text),
  );
}

const service = fc.constantFrom('iam', 's3', 'sts', 'toString', '__proto__');
const algorithm = fc.constantFrom('AWS4-HMAC-SHA256', 'AWS4-ECDSA-P256-SHA256', 'AWS4-X', 'AWS', 'Bearer');
const authorization = fc
  .tuple(algorithm, service)
  .map(
    ([name, of]) =>
      `${name} Credential=AKID/20260101/us-east-1/${of}/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-region-set, Signature=${signature}`,
  );
const payload = fc.constantFrom('UNSIGNED-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', signature, '', '__proto__');
const presigned = fc
  .tuple(algorithm, service)
  .map(
    ([name, of]) =>
      `X-Amz-Algorithm=${name}&X-Amz-Credential=AKID%2F20260101%2Fus-east-1%2F${of}%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=${signature}&X-Amz-Region-Set=*`,
  );

function isSound(claim: SignatureClaim): boolean {
  return (
    claim.accessKeyId !== '' &&
    claim.amzDate.startsWith(claim.date) &&
    Number.isSafeInteger(claim.signedAt) &&
    [...claim.signedHeaders].sort().join() === claim.signedHeaders.join() &&
    new Set(claim.signedHeaders).size === claim.signedHeaders.length
  );
}

function answered(request: ReturnType<typeof wireRequest>): void {
  const outcome = parseClaim(request);
  if (outcome.kind === 'malformed') expect(outcome.error.message).not.toBe('');
  if (outcome.kind !== 'claim') return;
  expect(isSound(outcome.claim)).toBe(true);
  const keys = new SigningKeyCache();
  expect(verify(outcome.claim, request, 'secret', { keys, bodySha256: signature }).ok).toBe(false);
  expect(keys.size).toBe(0);
  checkSkew(outcome.claim, 0);
}

test('Authorization headers', () => {
  const header = mutated(fc.constantFrom('20260101T000000Z', 'Thu, 01 Jan 2026 00:00:00 GMT'));
  fc.assert(
    fc.property(mutated(authorization), header, mutated(payload), fc.boolean(), (value, date, sha256, target) => {
      const more = target ? ['X-Amz-Target', 'A.B'] : [];
      const regions = ['X-Amz-Region-Set', 'us-*,eu-west-1'];
      answered(
        wireRequest('POST', '/', [
          'Host',
          'h',
          'X-Amz-Date',
          date,
          'X-Amz-Content-Sha256',
          sha256,
          ...regions,
          ...more,
          'Authorization',
          value,
        ]),
      );
    }),
    { numRuns },
  );
});

test('presigned URLs', () => {
  fc.assert(
    fc.property(mutated(presigned), mutated(fc.constantFrom('/a/../b', '/%2F/%zz', '//')), (query, path) => {
      answered({ ...wireRequest('GET', '/', ['Host', 'h']), path, query });
    }),
    { numRuns },
  );
});

test('headers of any bytes', () => {
  const anyHeaders = fc.array(fc.tuple(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'binary-ascii' })), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(anyHeaders, mutated(authorization), fc.string({ unit: 'binary-ascii' }), (headers, value, target) => {
      answered(
        wireRequest('GET', target, [
          ...headers.flat(),
          'Host',
          'h',
          'X-Amz-Date',
          '20260101T000000Z',
          'Authorization',
          value,
        ]),
      );
    }),
    { numRuns },
  );
});

/** A signed claim, so that the chain of chunks has a start. */
const signingKey = newKey();
const claim = claimBase();

function newKey() {
  const keys = new SigningKeyCache();
  const request = wireRequest('PUT', '/', ['Host', 'h']);
  const base: SignatureClaim = {
    ...claimBase(),
    payload: { kind: 'streaming', value: 'x', signed: true, trailer: true, algorithm: 'AWS4-HMAC-SHA256' },
  };
  const first = verify(base, request, 'secret', { keys });
  if (first.ok) throw new Error('A signature of zeros cannot match.');
  const dateKey = ['20260101', 'us-east-1', 's3', 'aws4_request'].reduce<Buffer | string>(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    'AWS4secret',
  );
  const right = createHmac('sha256', dateKey).update(first.stringToSign).digest('hex');
  const verified = verify({ ...base, signature: right }, request, 'secret', { keys });
  if (!verified.ok || !(verified.signingKey instanceof HmacKey)) throw new Error('The right signature has to match.');
  return verified.signingKey;
}

function claimBase(): SignatureClaim {
  return {
    mode: 'header',
    algorithm: 'AWS4-HMAC-SHA256',
    accessKeyId: 'AKID',
    date: '20260101',
    region: 'us-east-1',
    service: 's3',
    amzDate: '20260101T000000Z',
    signedAt: 0,
    signedHeaders: ['host'],
    signature,
    payload: { kind: 'unsigned' },
  };
}

function signed(kind: string, previous: string, digests: string): string {
  const text = `AWS4-HMAC-SHA256-${kind}\n20260101T000000Z\n20260101/us-east-1/s3/aws4_request\n${previous}\n${digests}`;
  return signingKey.sign(text);
}

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A whole body as a client frames it. */
function frame(parts: readonly Uint8Array[], checksum: (typeof checksumAlgorithms)[number], isSigned: boolean): Buffer {
  const running = newChecksum(checksum);
  let previous = signature;
  const framed = [...parts, new Uint8Array()].flatMap((part) => {
    running.update(part);
    if (isSigned) previous = signed('PAYLOAD', previous, `${sha256('')}\n${sha256(part)}`);
    const line = Buffer.from(`${part.length.toString(16)}${isSigned ? `;chunk-signature=${previous}` : ''}\r\n`);
    return part.length === 0 ? [line] : [line, part, Buffer.from('\r\n')];
  });
  const trailer = `${checksumHeader(checksum)}:${running.digest().toString('base64')}`;
  const last = isSigned ? `x-amz-trailer-signature:${signed('TRAILER', previous, sha256(`${trailer}\n`))}\r\n` : '';
  return Buffer.concat([...framed, Buffer.from(`${trailer}\r\n${last}\r\n`)]);
}

test('aws-chunked bodies: whole ones pass, changed ones never pass as another', async () => {
  const anyBody = fc.record({
    parts: fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 1 }),
    big: fc.nat(2),
    checksum: fc.constantFrom(...checksumAlgorithms),
    isSigned: fc.boolean(),
    cut: fc.integer({ min: 1, max: 9000 }),
    change: fc.option(fc.tuple(fc.nat(), fc.nat(3), fc.uint8Array({ maxLength: 3 }))),
  });
  const block = Buffer.alloc(8192, 'b');
  await fc.assert(
    fc.asyncProperty(anyBody, async ({ parts, big, checksum, isSigned, cut, change }) => {
      const chunks = [...Array.from({ length: big }, () => block), ...parts];
      const bytes = Buffer.concat(chunks);
      const good = frame(chunks, checksum, isSigned);
      const body = change === null ? good : withChange(good, change);
      const headers = [
        'Host',
        'h',
        'x-amz-decoded-content-length',
        String(bytes.length),
        'x-amz-trailer',
        checksumHeader(checksum),
      ];
      const payloadOf = {
        kind: 'streaming',
        value: '',
        signed: isSigned,
        trailer: true,
        algorithm: 'AWS4-HMAC-SHA256',
      } as const;
      const reader = bodyReader(wireRequest('PUT', '/', headers), { ...claim, payload: payloadOf }, { signingKey });
      if (!reader.ok) throw new Error(reader.error.message);
      const read = await readAll(reader.stream, body, cut);
      if (body.equals(good)) expect(read?.equals(bytes)).toBe(true);
      // What ends well is what was meant, even where the framing was written in another way.
      else if (read !== undefined) expect(read.equals(bytes)).toBe(true);
    }),
    { numRuns },
  );
});

test('aws-chunked bodies of any bytes', async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '0\r\n',
      '\r\n',
      '5\r\nhello\r\n',
      'x-amz-checksum-crc32:',
      'NhCmhg==',
      ';chunk-signature=',
      'ffff',
    ),
    fc.string({ unit: 'binary-ascii', maxLength: 8 }),
  );
  const headers = [
    'Host',
    'h',
    'x-amz-content-sha256',
    'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    'x-amz-decoded-content-length',
    '5',
    'x-amz-trailer',
    'x-amz-checksum-crc32',
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(piece), fc.integer({ min: 1, max: 20 }), async (pieces, cut) => {
      const reader = bodyReader(wireRequest('PUT', '/', headers), undefined);
      if (!reader.ok) throw new Error(reader.error.message);
      const read = await readAll(reader.stream, Buffer.from(pieces.join(''), 'latin1'), cut);
      if (read !== undefined) expect(read.toString('latin1')).toBe('hello');
    }),
    { numRuns },
  );
});

test('forms and their policies', () => {
  const expiration = '2030-01-01T00:00:00Z';
  const condition = fc.oneof(
    fc.tuple(
      fc.constantFrom('eq', 'starts-with', 'content-length-range', 'EQ', 'x'),
      fc.constantFrom('$key', '$', 'key', '$__proto__'),
      fc.oneof(fc.string(), fc.integer()),
    ),
    fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 2 }),
    fc.jsonValue(),
  );
  const document = fc.record({
    expiration: fc.constantFrom(expiration, '', 1),
    conditions: fc.oneof(fc.array(condition), fc.jsonValue()),
  });
  const credential = mutated(fc.constant('AKID/20260101/us-east-1/s3/aws4_request'));
  fc.assert(
    fc.property(mutated(document.map((one) => JSON.stringify(one))), credential, fc.string(), (text, scope, key) => {
      const policy = Buffer.from(text).toString('base64');
      const fields = new Map([
        ['key', key],
        ['policy', policy],
        ['x-amz-algorithm', 'AWS4-HMAC-SHA256'],
        ['x-amz-credential', scope],
        ['x-amz-date', '20260101T000000Z'],
        ['x-amz-signature', signature],
      ]);
      const outcome = parsePostClaim(fields);
      if (outcome.kind === 'claim')
        expect(verifyPost(outcome.claim, fields, 'secret', new SigningKeyCache())).toBe(false);
      const read = parsePostPolicy(policy);
      if (!read.ok) expect(read.error.code).toBe('InvalidPolicyDocument');
      else checkPostPolicy(read.policy, fields, 'bucket', 0);
    }),
    { numRuns },
  );
});

function withChange(body: Buffer, [at, drop, put]: readonly [number, number, Uint8Array]): Buffer {
  const start = at % body.length;
  return Buffer.concat([body.subarray(0, start), put, body.subarray(start + drop)]);
}

/** Undefined where the stream failed, which it may do with a BodyError only. */
async function readAll(stream: NodeJS.ReadWriteStream, body: Buffer, cut: number): Promise<Buffer | undefined> {
  const pieces = Array.from({ length: Math.ceil(body.length / cut) }, (_, i) => body.subarray(i * cut, (i + 1) * cut));
  const parts: Buffer[] = [];
  try {
    const source = Readable.from(pieces, { objectMode: false });
    for await (const part of source.compose(stream)) parts.push(part as Buffer);
    return Buffer.concat(parts);
  } catch (error) {
    if (error instanceof BodyError || (error instanceof Error && error.cause instanceof BodyError)) return undefined;
    throw error;
  }
}
