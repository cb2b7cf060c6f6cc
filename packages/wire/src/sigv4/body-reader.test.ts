import { createHmac, hash } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wireRequest } from '../../tests/sigv4/vectors.ts';
import { BodyError } from './body-error.ts';
import { bodyReader } from './body-reader.ts';
import { type ChecksumAlgorithm, checksumAlgorithms, checksumHeader, newChecksum } from './checksum.ts';
import { parseClaim } from './parse-claim.ts';
import { SigningKeyCache } from './signing-key-cache.ts';
import { verify } from './verify.ts';

// AWS's own examples: sigv4-streaming.html and sigv4-streaming-trailers.html.
const accessKeyId = 'AKIAIOSFODNN7EXAMPLE';
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const scope = '20130524/us-east-1/s3/aws4_request';
const object = Buffer.alloc(66_560, 'a');

const plainExample = {
  headers: {
    Host: 's3.amazonaws.com',
    'x-amz-date': '20130524T000000Z',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    'Content-Encoding': 'aws-chunked',
    'x-amz-decoded-content-length': '66560',
    'Content-Length': '66824',
  },
  signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  chunks: [
    'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
    '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
    'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
  ],
  trailer: '',
} as const;

const trailerExample = {
  headers: {
    Host: 's3.amazonaws.com',
    'x-amz-date': '20130524T000000Z',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
    'Content-Encoding': 'aws-chunked',
    'x-amz-decoded-content-length': '66560',
    'x-amz-trailer': 'x-amz-checksum-crc32c',
  },
  signature: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e',
  chunks: [
    'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
    '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
    '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
  ],
  trailer:
    'x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n',
} as const;

type Example = typeof plainExample | typeof trailerExample;

function authorization(headers: object, signature: string): string {
  const signed = Object.keys(headers)
    .map((name) => name.toLowerCase())
    .sort();
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope},SignedHeaders=${signed.join(';')},Signature=${signature}`;
}

function framed(example: Example): Buffer {
  const [first, second, last] = example.chunks;
  return Buffer.concat([
    Buffer.from(`10000;chunk-signature=${first}\r\n`),
    object.subarray(0, 65_536),
    Buffer.from(`\r\n400;chunk-signature=${second}\r\n`),
    object.subarray(65_536),
    Buffer.from(`\r\n0;chunk-signature=${last}\r\n${example.trailer}\r\n`),
  ]);
}

/** Verifies the request, then reads its body, cut as told. */
async function readExample(example: Example, body: Buffer, cut = 65_536): Promise<Buffer> {
  const raw = Object.entries(example.headers).flat();
  const request = wireRequest('PUT', '/examplebucket/chunkObject.txt', [
    ...raw,
    'Authorization',
    authorization(example.headers, example.signature),
  ]);
  const outcome = parseClaim(request);
  if (outcome.kind !== 'claim') throw new Error(JSON.stringify(outcome));
  const verified = verify(outcome.claim, request, secret, { keys: new SigningKeyCache() });
  if (!verified.ok) throw new Error(verified.canonicalRequest);
  const reader = bodyReader(request, outcome.claim, verified);
  if (!reader.ok) throw new BodyError(reader.error);
  return collect(reader.stream, body, cut);
}

async function collect(stream: NodeJS.ReadWriteStream, body: Buffer, cut: number): Promise<Buffer> {
  const pieces = Array.from({ length: Math.ceil(body.length / cut) }, (_, i) => body.subarray(i * cut, (i + 1) * cut));
  const parts: Buffer[] = [];
  const sink = new Writable({
    write(part: Buffer, _encoding, done) {
      parts.push(part);
      done();
    },
  });
  await pipeline(Readable.from(pieces, { objectMode: false }), stream, sink);
  return Buffer.concat(parts);
}

async function answerOf(reading: Promise<unknown>): Promise<BodyError['answer'] | undefined> {
  try {
    await reading;
    return undefined;
  } catch (error) {
    if (error instanceof BodyError) return error.answer;
    throw error;
  }
}

describe.each([
  ['signed chunks', plainExample],
  ['signed chunks and trailer', trailerExample],
])("AWS's example: %s", (_, example) => {
  const body = framed(example);

  test.each([body.length, 65_536, 1000, 97, 7])('read in pieces of %i bytes', async (cut) => {
    expect((await readExample(example, body, cut)).equals(object)).toBe(true);
  });

  test('any byte changed is an error', async () => {
    const anyByte = fc.tuple(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(anyByte, async ([at, flip]) => {
        const changed = Buffer.from(body);
        changed[at] = (changed[at] as number) ^ flip;
        // A trailer's name says the same in capitals; nothing else does.
        if (flip === 0x20 && at >= body.length - example.trailer.length - 2) return;
        expect(await answerOf(readExample(example, changed))).toBeDefined();
      }),
      { numRuns: 150 },
    );
  });

  test('an end too early is an error, wherever', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(body.length - 1), async (end) => {
        expect(await answerOf(readExample(example, body.subarray(0, end)))).toBeDefined();
      }),
      { numRuns: 60 },
    );
    expect(await answerOf(readExample(example, body.subarray(0, -1)))).toMatchObject({ code: 'IncompleteBody' });
    expect(await answerOf(readExample(example, Buffer.alloc(0)))).toMatchObject({ code: 'IncompleteBody' });
  });
});

test('a chunk that is not the signer’s', async () => {
  const body = framed(plainExample);
  body[body.indexOf('aaaa')] = 0x62;
  const answer = await answerOf(readExample(plainExample, body));
  expect(answer).toMatchObject({
    code: 'SignatureDoesNotMatch',
    message:
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  });
});

test('a signed body that ends without its trailer', async () => {
  const body = framed({ ...trailerExample, trailer: '' as never });
  expect(await answerOf(readExample(trailerExample, body))).toEqual({
    code: 'IncompleteBody',
    message: 'The request body terminated unexpectedly',
  });
});

test('chunks that changed places', async () => {
  const [first, second, last] = plainExample.chunks;
  const body = Buffer.concat([
    Buffer.from(`400;chunk-signature=${second}\r\n`),
    object.subarray(65_536),
    Buffer.from(`\r\n10000;chunk-signature=${first}\r\n`),
    object.subarray(0, 65_536),
    Buffer.from(`\r\n0;chunk-signature=${last}\r\n\r\n`),
  ]);
  expect(await answerOf(readExample(plainExample, body))).toMatchObject({ code: 'SignatureDoesNotMatch' });
});

function unsigned(headers: Readonly<Record<string, string>>) {
  return bodyReader(
    wireRequest('PUT', '/b/k', [
      ...['Host', 'h', 'x-amz-content-sha256', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'],
      ...Object.entries(headers).flat(),
    ]),
    undefined,
  );
}

async function readUnsigned(headers: Readonly<Record<string, string>>, body: string | Buffer, cut = 4096) {
  const reader = unsigned(headers);
  if (!reader.ok) throw new BodyError(reader.error);
  return collect(reader.stream, Buffer.from(body), cut);
}

function checksumOf(algorithm: ChecksumAlgorithm, bytes: Buffer): string {
  const checksum = newChecksum(algorithm);
  checksum.update(bytes);
  return checksum.digest().toString('base64');
}

describe.each(checksumAlgorithms)('an unsigned body with a trailer of %s', (algorithm) => {
  const name = checksumHeader(algorithm);
  const headers = { 'x-amz-trailer': name, 'x-amz-decoded-content-length': '11' };
  const value = checksumOf(algorithm, Buffer.from('hello world'));
  const body = (trailer: string): string => `b\r\nhello world\r\n0\r\n${trailer}\r\n`;

  test('the right one', async () => {
    expect(String(await readUnsigned(headers, body(`${name}:${value}\r\n`)))).toBe('hello world');
    expect(String(await readUnsigned(headers, body(`${name.toUpperCase()}: ${value} \r\n`), 1))).toBe('hello world');
  });

  test('another one', async () => {
    const other = checksumOf(algorithm, Buffer.from('hello wOrld'));
    expect(await answerOf(readUnsigned(headers, body(`${name}:${other}\r\n`)))).toEqual({
      code: 'BadDigest',
      message: `The ${algorithm} you specified did not match the calculated checksum.`,
    });
  });

  test.each(['', 'AA==', 'not base64', `${value}=`])('%j is none', async (wrong) => {
    const answer = await answerOf(readUnsigned(headers, body(`${name}:${wrong}\r\n`)));
    expect(answer?.code).toMatch(/^(InvalidRequest|MalformedTrailerError)$/);
  });
});

const crc32 = { 'x-amz-trailer': 'x-amz-checksum-crc32', 'x-amz-decoded-content-length': '11' };
const crcLine = `x-amz-checksum-crc32:${checksumOf('CRC32', Buffer.from('hello world'))}\r\n`;
const small = 'x'.repeat(8191);

test.each([
  ['no trailer', crc32, 'b\r\nhello world\r\n0\r\n\r\n', 'MalformedTrailerError'],
  [
    'a trailer that was not announced',
    crc32,
    `b\r\nhello world\r\n0\r\n${crcLine}x-amz-meta-a:b\r\n\r\n`,
    'MalformedTrailerError',
  ],
  [
    'another trailer than announced',
    crc32,
    'b\r\nhello world\r\n0\r\nx-amz-checksum-sha1:AA==\r\n\r\n',
    'MalformedTrailerError',
  ],
  ['the trailer twice', crc32, `b\r\nhello world\r\n0\r\n${crcLine}${crcLine}\r\n`, 'MalformedTrailerError'],
  ['a trailer line of no form', crc32, 'b\r\nhello world\r\n0\r\nwhat\r\n\r\n', 'MalformedTrailerError'],
  ['an endless trailer', crc32, `b\r\nhello world\r\n0\r\n${'a'.repeat(20_000)}`, 'MalformedTrailerError'],
  ['bytes after the end', crc32, `b\r\nhello world\r\n0\r\n${crcLine}\r\nmore`, 'IncompleteBody'],
  [
    'fewer bytes than promised',
    { ...crc32, 'x-amz-decoded-content-length': '12' },
    `b\r\nhello world\r\n0\r\n${crcLine}\r\n`,
    'IncompleteBody',
  ],
  [
    'more bytes than promised',
    { ...crc32, 'x-amz-decoded-content-length': '10' },
    `b\r\nhello world\r\n0\r\n${crcLine}\r\n`,
    'IncompleteBody',
  ],
  ['a line feed alone after the trailer', crc32, `b\r\nhello world\r\n0\r\n${crcLine}\n`, 'IncompleteBody'],
  ['another end than CRLF', crc32, `b\r\nhello world\r\n0\r\n${crcLine}\rX`, 'IncompleteBody'],
  ['a size that is none', crc32, 'hello\r\n', 'IncompleteBody'],
  ['a negative size', crc32, '-1\r\n', 'IncompleteBody'],
  ['a size beyond all bounds', crc32, 'ffffffffffffffff\r\n', 'IncompleteBody'],
  ['an endless size line', crc32, '0'.repeat(2000), 'IncompleteBody'],
  ['a chunk longer than its size', crc32, 'a\r\nhello world\r\n0\r\n\r\n', 'IncompleteBody'],
  ['line feeds alone', crc32, 'b\nhello world\n0\n\n', 'IncompleteBody'],
  ['a signature where none is due', crc32, `b;chunk-signature=${'0'.repeat(64)}\r\n`, 'IncompleteBody'],
  [
    'a small chunk before the last',
    { ...crc32, 'x-amz-decoded-content-length': '8192' },
    `1fff\r\n${small}\r\n1\r\nx\r\n0\r\n${crcLine}\r\n`,
    'InvalidChunkSizeError',
  ],
])('%s', async (_, headers, body, code) => {
  expect(await answerOf(readUnsigned(headers, body))).toMatchObject({ code });
});

test.each([
  ['no decoded length', { 'x-amz-trailer': 'x-amz-checksum-crc32' }, 'MissingContentLength'],
  ['no trailer announced', { 'x-amz-decoded-content-length': '1' }, 'MalformedTrailerError'],
  ['a trailer that is no checksum', { ...crc32, 'x-amz-trailer': 'x-amz-meta-a' }, 'InvalidRequest'],
  [
    'two checksums announced',
    { ...crc32, 'x-amz-trailer': 'x-amz-checksum-crc32,x-amz-checksum-sha1' },
    'InvalidRequest',
  ],
  [
    'a checksum in the header too',
    { ...crc32, 'x-amz-checksum-sha1': checksumOf('SHA1', Buffer.from('')) },
    'InvalidRequest',
  ],
  ['an MD5 that is none', { ...crc32, 'content-md5': 'abc' }, 'InvalidDigest'],
  ['a header checksum that is none', { ...crc32, 'x-amz-checksum-sha1': 'abc' }, 'InvalidRequest'],
])('refused before the first byte: %s', (_, headers, code) => {
  expect(unsigned(headers)).toMatchObject({ ok: false, error: { code } });
});

describe('a body without framing', () => {
  function plain(headers: Readonly<Record<string, string>>) {
    const signature = createHmac('sha256', '').digest('hex');
    const all = { Host: 'h', 'x-amz-date': '20130524T000000Z', 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', ...headers };
    const request = wireRequest('PUT', '/b/k', [
      ...Object.entries(all).flat(),
      'Authorization',
      authorization(all, signature),
    ]);
    const outcome = parseClaim(request);
    const reader = bodyReader(request, outcome.kind === 'claim' ? outcome.claim : undefined);
    if (!reader.ok) throw new BodyError(reader.error);
    return collect(reader.stream, Buffer.from('hello world'), 3);
  }

  test.each([
    ['nothing promised', {}],
    ['its SHA-256', { 'x-amz-content-sha256': hash('sha256', 'hello world') }],
    ['its MD5', { 'content-md5': hash('md5', 'hello world', 'base64') }],
    ['its CRC64NVME', { 'x-amz-checksum-crc64nvme': checksumOf('CRC64NVME', Buffer.from('hello world')) }],
  ])('%s', async (_, headers) => {
    expect(String(await plain(headers))).toBe('hello world');
  });

  test.each([
    ['another SHA-256', { 'x-amz-content-sha256': hash('sha256', 'hello') }, 'XAmzContentSHA256Mismatch'],
    ['another MD5', { 'content-md5': hash('md5', 'hello', 'base64') }, 'BadDigest'],
    ['another checksum', { 'x-amz-checksum-crc32c': checksumOf('CRC32C', Buffer.from('hello')) }, 'BadDigest'],
  ])('%s', async (_, headers, code) => {
    expect(await answerOf(plain(headers))).toMatchObject({ code });
  });
});

test('an anonymous body is held to its hash, and cannot come in signed chunks', async () => {
  const anonymous = (sha256: string) =>
    bodyReader(wireRequest('PUT', '/b/k', ['Host', 'h', 'x-amz-content-sha256', sha256]), undefined);
  expect(anonymous('STREAMING-AWS4-HMAC-SHA256-PAYLOAD')).toMatchObject({
    ok: false,
    error: { code: 'InvalidRequest' },
  });
  expect(anonymous('what')).toMatchObject({ ok: false, error: { code: 'InvalidArgument' } });
  const reader = anonymous(hash('sha256', 'hello'));
  if (!reader.ok) throw new BodyError(reader.error);
  expect(await answerOf(collect(reader.stream, Buffer.from('hellO'), 2))).toMatchObject({
    code: 'XAmzContentSHA256Mismatch',
  });
});

test('relief is called for once in 2 MB', async () => {
  let calls = 0;
  const reader = bodyReader(wireRequest('PUT', '/b/k', ['Host', 'h']), undefined, { relieve: () => calls++ });
  if (!reader.ok) throw new BodyError(reader.error);
  const sink = new Writable({ write: (_part, _encoding, done) => done() });
  await pipeline(Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(2 ** 20))), reader.stream, sink);
  expect(calls).toBe(10);
});
