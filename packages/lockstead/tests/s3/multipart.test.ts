/** Uploads in parts, by AWS's own SDK over a real socket: what comes back, each refusal in AWS's words, and what is left of what is gone. */
import { createHash, randomBytes } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectAttributesCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  type UploadPartCommandInput,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hours } from '#kernel/clock';
import {
  allowCustomerKeys,
  type BucketHouse,
  bytesOf,
  customerKey,
  openBox,
  refusal,
  uploadInParts,
} from './buckets.ts';

let box: BucketHouse;
beforeAll(async () => {
  box = await openBox();
  await allowCustomerKeys(box.s3, 'box');
});
afterAll(async () => {
  await box[Symbol.asyncDispose]();
});

const Bucket = 'box';
const least = 5 * 2 ** 20;
const md5 = (bytes: Buffer): string => createHash('md5').update(bytes).digest('hex');

async function begin(input: Partial<CreateMultipartUploadCommandInput> & { readonly Key: string }): Promise<string> {
  const { UploadId } = await box.s3.send(new CreateMultipartUploadCommand({ Bucket, ...input }));
  return UploadId ?? '';
}

async function send(input: Omit<UploadPartCommandInput, 'Bucket'>): Promise<CompletedPart> {
  const { PartNumber } = input;
  const { ETag } = await box.s3.send(new UploadPartCommand({ Bucket, ...input }));
  return { PartNumber, ETag };
}

function complete(Key: string, UploadId: string, Parts: CompletedPart[], more: object = {}) {
  const input: CompleteMultipartUploadCommandInput = { Bucket, Key, UploadId, MultipartUpload: { Parts }, ...more };
  return box.s3.send(new CompleteMultipartUploadCommand(input));
}

describe.each([
  ['SSE-S3', {}, {}],
  ['SSE-KMS', { ServerSideEncryption: 'aws:kms' }, {}],
  ['DSSE', { ServerSideEncryption: 'aws:kms:dsse' }, {}],
  ['SSE-C', customerKey('parts'), customerKey('parts')],
] as const)('%s', (mode, encryption, withPart) => {
  test('random parts, in any order, replaced and left out, are the object; each range and each part of it too', async () => {
    const sizes = fc.array(fc.integer({ min: least, max: least + 200_000 }), { maxLength: 2 });
    const upload = fc.record({
      sizes,
      last: fc.integer({ min: 0, max: 150_000 }),
      at: fc.array(fc.nat(), { minLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(upload, async ({ sizes: before, last, at }) => {
        const Key = `random ${mode}`;
        const parts = [...before, last].map((bytes, index) => [3 * index + 2, randomBytes(bytes)] as const);
        const whole = Buffer.concat(parts.map(([, bytes]) => bytes));
        const UploadId = await begin({ Key, ...encryption });
        const listed: CompletedPart[] = [];
        await send({ Key, UploadId, PartNumber: 1, Body: Buffer.from('left out'), ...withPart });
        for (const [PartNumber, Body] of parts.toReversed()) {
          await send({ Key, UploadId, PartNumber, Body: Buffer.from('replaced'), ...withPart });
          listed.unshift(await send({ Key, UploadId, PartNumber, Body, ...withPart }));
        }
        const { ETag } = await complete(Key, UploadId, listed);
        const hash = createHash('md5');
        for (const part of listed) hash.update(Buffer.from(part.ETag?.replaceAll('"', '') ?? '', 'hex'));
        expect(ETag).toBe(`"${hash.digest('hex')}-${parts.length}"`);
        if (mode === 'SSE-S3')
          expect(listed.map((part) => part.ETag)).toEqual(parts.map(([, bytes]) => `"${md5(bytes)}"`));
        const read = { Bucket, Key, ...withPart };
        expect((await bytesOf(box.s3, read)).equals(whole)).toBe(true);
        for (let i = 0; i + 1 < at.length && whole.length > 0; i += 2) {
          const [a = 0, b = 0] = [at[i], at[i + 1]].map((n = 0) => n % whole.length);
          const [start, end] = [Math.min(a, b), Math.max(a, b)];
          const range = await bytesOf(box.s3, { ...read, Range: `bytes=${start}-${end}` });
          expect(range.equals(whole.subarray(start, end + 1))).toBe(true);
        }
        for (const [PartNumber, bytes] of parts) {
          const part = await box.s3.send(new GetObjectCommand({ ...read, PartNumber }));
          expect(Buffer.from((await part.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
          expect(part).toMatchObject({ PartsCount: parts.length, ContentLength: bytes.length });
        }
      }),
      { numRuns: 2, examples: [[{ sizes: [least], last: 0, at: [0, 0, 0, 0, 0, 0, 0, 0] }]] },
    );
  });
});

test('checksums: composite ones of the parts, and those of the whole object', async () => {
  const bytes = [Buffer.alloc(least + 1, 'a'), Buffer.alloc(least + 1, 'a'), Buffer.alloc(10, 'a')];
  // Recorded answers of AWS for the same bytes.
  const cases = [
    ['CRC32C', 'COMPOSITE', 'XF5+4A==-3'],
    ['CRC32C', 'FULL_OBJECT', 'eTdAQA=='],
    ['CRC64NVME', 'FULL_OBJECT', 'ZMNX55lZurA='],
  ] as const;
  for (const [ChecksumAlgorithm, ChecksumType, value] of cases) {
    const Key = `${ChecksumAlgorithm} ${ChecksumType}`;
    const UploadId = await begin({ Key, ChecksumAlgorithm, ChecksumType });
    const member = `Checksum${ChecksumAlgorithm}` as const;
    const parts: CompletedPart[] = [];
    for (const [index, Body] of bytes.entries()) {
      const sent = await box.s3.send(
        new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: index + 1, Body, ChecksumAlgorithm }),
      );
      parts.push({ PartNumber: index + 1, ETag: sent.ETag, [member]: sent[member] });
    }
    const listed = await box.s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
    expect(listed.Parts?.map((part) => part[member])).toEqual(parts.map((part) => part[member]));
    const done = await complete(Key, UploadId, parts);
    expect(done).toMatchObject({ [member]: value, ChecksumType, ETag: '"4d45984fc3feb2ac9b22683c49674b56-3"' });
    const head = await box.s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({ [member]: value, ChecksumType, ContentLength: 10_485_772 });
    const part = await box.s3.send(new GetObjectCommand({ Bucket, Key, PartNumber: 3, ChecksumMode: 'ENABLED' }));
    expect(await part.Body?.transformToString()).toBe('aaaaaaaaaa');
    expect(part).toMatchObject({ PartsCount: 3, ContentRange: 'bytes 10485762-10485771/10485772' });
    expect(part[member]).toBe(ChecksumType === 'COMPOSITE' ? parts[2]?.[member] : undefined);
    const asked = { Bucket, Key, ObjectAttributes: ['ObjectParts' as const, 'Checksum' as const], MaxParts: 2 };
    const { ObjectParts, Checksum } = await box.s3.send(new GetObjectAttributesCommand(asked));
    expect(Checksum?.[member]).toBe(value.replace('-3', ''));
    expect(ObjectParts).toMatchObject(
      ChecksumType === 'COMPOSITE'
        ? { TotalPartsCount: 3, IsTruncated: true, NextPartNumberMarker: '2', MaxParts: 2, PartNumberMarker: '0' }
        : { TotalPartsCount: 3 },
    );
    expect(ObjectParts?.Parts?.length).toBe(ChecksumType === 'COMPOSITE' ? 2 : undefined);
  }
});

describe('refusals', () => {
  const noSuchPart =
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
  const etag = '"8d777f385d3dfec8815d20f7496026dc"';

  interface Refused {
    readonly name: string;
    readonly begun?: Partial<CreateMultipartUploadCommandInput>;
    readonly parts: readonly CompletedPart[];
    readonly more?: object;
    readonly answer: object;
  }
  const cases: readonly Refused[] = [
    {
      name: 'a part with another ETag',
      parts: [{ PartNumber: 1, ETag: '"d41d8cd98f00b204e9800998ecf8427e"' }],
      answer: { Code: 'InvalidPart', Message: noSuchPart, PartNumber: '1', ETag: 'd41d8cd98f00b204e9800998ecf8427e' },
    },
    {
      name: 'a part that never came',
      parts: [{ PartNumber: 3, ETag: etag }],
      answer: { Code: 'InvalidPart', Message: noSuchPart, PartNumber: '3' },
    },
    {
      name: 'no order',
      parts: [
        { PartNumber: 2, ETag: etag },
        { PartNumber: 1, ETag: etag },
      ],
      answer: { Code: 'InvalidPartOrder', status: 400 },
    },
    {
      name: 'a small part before the last',
      parts: [
        { PartNumber: 1, ETag: etag },
        { PartNumber: 2, ETag: etag },
      ],
      answer: {
        Code: 'EntityTooSmall',
        Message: 'Your proposed upload is smaller than the minimum allowed size',
        MinSizeAllowed: '5242880',
        PartNumber: '1',
        ProposedSize: '4',
        ETag: '8d777f385d3dfec8815d20f7496026dc',
      },
    },
    {
      name: 'another size',
      parts: [{ PartNumber: 1, ETag: etag }],
      more: { MpuObjectSize: 5 },
      answer: {
        Code: 'InvalidRequest',
        Message: "The provided 'x-amz-mp-object-size' header value 5 does not match what was computed: 4",
      },
    },
    {
      name: 'a mode where the upload named none',
      parts: [{ PartNumber: 1, ETag: etag }],
      more: { ChecksumType: 'COMPOSITE' },
      answer: {
        Code: 'InvalidRequest',
        Message:
          'The upload was created using the null checksum mode. The complete request must use the same checksum mode.',
      },
    },
    {
      name: 'a checksum of a part where the upload named none',
      parts: [{ PartNumber: 1, ETag: etag, ChecksumCRC32: 'rfPzYw==' }],
      answer: { Code: 'InvalidPart', PartNumber: '1' },
    },
    {
      name: 'a composite upload without the checksum of a part',
      begun: { ChecksumAlgorithm: 'CRC32', ChecksumType: 'COMPOSITE' },
      parts: [{ PartNumber: 1, ETag: etag }],
      answer: {
        Code: 'InvalidRequest',
        Message:
          'The upload was created using a crc32 checksum. The complete request must include the checksum for each part. It was missing for part 1 in the request.',
      },
    },
    {
      name: 'a checksum of another kind',
      begun: { ChecksumAlgorithm: 'CRC32', ChecksumType: 'COMPOSITE' },
      parts: [{ PartNumber: 1, ETag: etag, ChecksumSHA256: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=' }],
      answer: { Code: 'BadDigest', Message: 'The sha256 you specified for part 1 did not match what we received.' },
    },
    {
      name: 'a wrong checksum of the object',
      begun: { ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' },
      parts: [{ PartNumber: 1, ETag: etag }],
      more: { ChecksumCRC32: 'AAAAAA==' },
      answer: { Code: 'BadDigest', Message: 'The CRC32 you specified did not match the calculated checksum.' },
    },
    { name: 'no part', parts: [], answer: { Code: 'MalformedXML' } },
  ];
  test.each(cases)('completing with $name', async ({ begun = {}, parts, more = {}, answer }) => {
    const Key = 'refused';
    const UploadId = await begin({ Key, ...begun } as { readonly Key: string });
    for (const PartNumber of [1, 2]) await send({ Key, UploadId, PartNumber, Body: 'data' });
    expect(await refusal(complete(Key, UploadId, [...parts], more))).toMatchObject(answer);
  });

  const begins = [
    [
      { ChecksumType: 'COMPOSITE' },
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    ],
    [
      { ChecksumAlgorithm: 'SHA1', ChecksumType: 'FULL_OBJECT' },
      'The FULL_OBJECT checksum type cannot be used with the sha1 checksum algorithm.',
    ],
    [
      { ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'COMPOSITE' },
      'The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.',
    ],
  ] as const;
  test.each(begins)('beginning with %j', async (input, Message) => {
    expect(await refusal(begin({ Key: 'k', ...input }))).toMatchObject({
      Code: 'InvalidRequest',
      Message,
      status: 400,
    });
  });

  test('parts: of another checksum, of a number that is none, without the customer key, with one too many', async () => {
    const Key = 'parts';
    const Body = 'part';
    const withSha = await begin({ Key, ChecksumAlgorithm: 'SHA256' });
    expect(
      await refusal(send({ Key, UploadId: withSha, PartNumber: 1, Body, ChecksumAlgorithm: 'CRC32' })),
    ).toMatchObject({
      Message: 'Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32',
    });
    for (const PartNumber of [0, 10_001]) {
      expect(await refusal(send({ Key, UploadId: withSha, PartNumber, Body }))).toMatchObject({
        Code: 'InvalidArgument',
      });
    }
    const needs =
      'The multipart upload initiate requested encryption. Subsequent part requests must include the appropriate encryption parameters.';
    const customers = await begin({ Key, ...customerKey('one') });
    expect(await refusal(send({ Key, UploadId: customers, PartNumber: 1, Body }))).toMatchObject({ Message: needs });
    expect(await refusal(send({ Key, UploadId: customers, PartNumber: 1, Body, ...customerKey('two') }))).toMatchObject(
      { Message: 'The provided encryption parameters did not match the ones used originally.' },
    );
    const plain = await begin({ Key });
    expect(await refusal(send({ Key, UploadId: plain, PartNumber: 1, Body, ...customerKey('one') }))).toMatchObject({
      Message: needs,
    });
  });

  test('reads of parts that are not there, and of a part and a range at once', async () => {
    await box.s3.send(new PutObjectCommand({ Bucket, Key: 'one piece', Body: 'test-123' }));
    const read = { Bucket, Key: 'one piece' };
    const first = await box.s3.send(new GetObjectCommand({ ...read, PartNumber: 1 }));
    expect(first).toMatchObject({ ContentRange: 'bytes 0-7/8', ContentLength: 8 });
    expect(first.PartsCount).toBeUndefined();
    expect(await refusal(box.s3.send(new GetObjectCommand({ ...read, PartNumber: 2 })))).toMatchObject({
      Code: 'InvalidPartNumber',
      Message: 'The requested partnumber is not satisfiable',
      status: 416,
      ActualPartCount: '1',
      PartNumberRequested: '2',
    });
    expect(
      await refusal(box.s3.send(new GetObjectCommand({ ...read, PartNumber: 1, Range: 'bytes=0-1' }))),
    ).toMatchObject({ Message: 'Cannot specify both Range header and partNumber query parameter', status: 400 });
  });
});

test('an upload is completed once, and whoever asks again gets the same answer', async () => {
  const Key = 'twice';
  const UploadId = await begin({ Key });
  const parts = [await send({ Key, UploadId, PartNumber: 1, Body: 'once' })];
  const { $metadata: _, ...first } = await complete(Key, UploadId, parts, { IfNoneMatch: '*' });
  const { $metadata: __, ...again } = await complete(Key, UploadId, parts, { IfNoneMatch: '*' });
  expect(again).toEqual(first);
  expect(await refusal(complete(Key, UploadId, [{ PartNumber: 1, ETag: '"00"' }]))).toMatchObject({
    Code: 'NoSuchUpload',
  });
  expect(await refusal(send({ Key, UploadId, PartNumber: 2, Body: 'late' }))).toMatchObject({
    Code: 'NoSuchUpload',
    status: 404,
  });
  await box.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'other' }));
  expect(await refusal(complete(Key, UploadId, parts))).toMatchObject({ Code: 'NoSuchUpload', UploadId });
});

test('conditions: what was written since the upload began is a conflict', async () => {
  const Key = 'conditions';
  const { ETag } = await box.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'same' }));
  const UploadId = await begin({ Key });
  const parts = [await send({ Key, UploadId, PartNumber: 1, Body: 'part' })];
  expect(await refusal(complete(Key, UploadId, parts, { IfNoneMatch: '*' }))).toMatchObject({
    Code: 'PreconditionFailed',
    Condition: 'If-None-Match',
  });
  expect(await refusal(complete(Key, UploadId, parts, { IfMatch: '"other"' }))).toMatchObject({
    Condition: 'If-Match',
    status: 412,
  });
  await box.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'same' }));
  expect(await refusal(complete(Key, UploadId, parts, { IfMatch: ETag }))).toMatchObject({
    Code: 'ConditionalRequestConflict',
    Condition: 'If-Match',
    Key,
    status: 409,
  });
  const later = await begin({ Key });
  const again = [await send({ Key, UploadId: later, PartNumber: 1, Body: 'part' })];
  expect(await complete(Key, later, again, { IfMatch: ETag })).toMatchObject({ Key });
});

test('lists: uploads by key and by time, parts by number, page for page', async () => {
  const prefix = 'listed/';
  const ids: string[] = [];
  for (const Key of ['listed/b', 'listed/a', 'listed/b', 'listed/c/d']) ids.push(await begin({ Key }));
  const [b1, a, b2, c] = ids;
  const list = async (more: object) => {
    const found = await box.s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: prefix, ...more }));
    return { ids: found.Uploads?.map(({ UploadId }) => UploadId), found };
  };
  expect((await list({})).ids).toEqual([a, b1, b2, c]);
  const page = await list({ MaxUploads: 2 });
  expect(page).toMatchObject({
    ids: [a, b1],
    found: { IsTruncated: true, NextKeyMarker: 'listed/b', NextUploadIdMarker: b1 },
  });
  expect((await list({ KeyMarker: 'listed/b', UploadIdMarker: b1 })).ids).toEqual([b2, c]);
  expect((await list({ KeyMarker: 'listed/b' })).ids).toEqual([c]);
  const folded = await list({ Delimiter: '/' });
  expect(folded).toMatchObject({ ids: [a, b1, b2], found: { CommonPrefixes: [{ Prefix: 'listed/c/' }] } });
  expect(await refusal(list({ KeyMarker: 'listed/b', UploadIdMarker: 'x' }))).toMatchObject({
    Code: 'InvalidArgument',
  });

  const at = { Key: 'listed/b', UploadId: b1 ?? '' };
  for (const PartNumber of [10, 2, 1]) await send({ ...at, PartNumber, Body: `part ${PartNumber}` });
  const parts = await box.s3.send(new ListPartsCommand({ Bucket, ...at, MaxParts: 2 }));
  expect(parts).toMatchObject({
    Parts: [
      { PartNumber: 1, Size: 6 },
      { PartNumber: 2, Size: 6 },
    ],
    IsTruncated: true,
    NextPartNumberMarker: '2',
    Initiator: { DisplayName: 'admin' },
  });
  const rest = await box.s3.send(new ListPartsCommand({ Bucket, ...at, PartNumberMarker: '2' }));
  expect(rest).toMatchObject({ Parts: [{ PartNumber: 10, Size: 7 }], IsTruncated: false });
});

test('that there is no such upload is told before what is wrong with the parts', async () => {
  const at = { Bucket, Key: 'none', UploadId: 'fakeid' };
  for (const MultipartUpload of [undefined, { Parts: [] }]) {
    const input = { ...at, MultipartUpload };
    expect(await refusal(box.s3.send(new CompleteMultipartUploadCommand(input)))).toMatchObject({
      Code: 'NoSuchUpload',
    });
  }
  const UploadId = await begin({ Key: 'none' });
  expect(await refusal(box.s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId })))).toMatchObject({
    Code: 'InvalidRequest',
    Message: 'You must specify at least one part',
  });
});

test('an id counts for its own bucket and key alone', async () => {
  const UploadId = await begin({ Key: 'own' });
  const at = { Bucket, Key: 'another', UploadId };
  const tries = [
    box.s3.send(new UploadPartCommand({ ...at, PartNumber: 1, Body: 'x' })),
    box.s3.send(new ListPartsCommand(at)),
    box.s3.send(new AbortMultipartUploadCommand(at)),
    complete('another', UploadId, [{ PartNumber: 1, ETag: '"x"' }]),
  ];
  for (const each of await Promise.all(tries.map(refusal)))
    expect(each).toMatchObject({ Code: 'NoSuchUpload', UploadId, status: 404 });
  await box.s3.send(new AbortMultipartUploadCommand({ ...at, Key: 'own' }));
  expect(await refusal(box.s3.send(new ListPartsCommand({ ...at, Key: 'own' })))).toMatchObject({
    Code: 'NoSuchUpload',
  });
});

test('whoever reads an object that is overwritten meanwhile gets the one that he began to read', async () => {
  const Key = 'overwritten';
  const parts = [Buffer.alloc(least, 'a'), Buffer.alloc(least, 'b'), Buffer.alloc(least, 'c')];
  await uploadInParts(
    box.s3,
    { Bucket, Key },
    parts.map((bytes, at) => [at + 1, bytes] as const),
  );
  const { Body } = await box.s3.send(new GetObjectCommand({ Bucket, Key }));
  await box.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'new' }));
  await box.house.advance(hours(2));
  const read = Buffer.from((await Body?.transformToByteArray()) ?? []);
  expect(read.equals(Buffer.concat(parts))).toBe(true);
  expect((await bytesOf(box.s3, { Bucket, Key })).toString()).toBe('new');
});
