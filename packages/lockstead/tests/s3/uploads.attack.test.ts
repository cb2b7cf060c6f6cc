/** What attackers try with uploads in parts and copies: many parts, ids of others, races, and headers that pretend. */
import { randomBytes } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Attacked, attacked } from '../attack/attacked.ts';
import { type BucketHouse, bytesOf, openBox, refusal } from './buckets.ts';

let box: BucketHouse;
let stranger: S3Client;
beforeAll(async () => {
  box = await openBox({ furtherAccounts: 1 });
  stranger = box.clientOf(box.house.accounts[1]?.admin ?? { accessKeyId: '', secretAccessKey: '' });
  await stranger.send(new CreateBucketCommand({ Bucket: 'strange' }));
  await stranger.send(new PutObjectCommand({ Bucket: 'strange', Key: 'secret', Body: 'secret' }));
});
afterAll(async () => {
  await box[Symbol.asyncDispose]();
});

const least = 5 * 2 ** 20;

async function begun(s3: S3Client, at: { Bucket: string; Key: string }): Promise<string> {
  return (await s3.send(new CreateMultipartUploadCommand(at))).UploadId ?? '';
}

test('ten thousand tiny parts: nobody else waits, they become no object, and memory stays', async () => {
  await using server: Attacked = await attacked();
  const s3 = new S3Client({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    credentials: server.server.keys,
    forcePathStyle: true,
    maxAttempts: 1,
  });
  const at = { Bucket: 'crowded', Key: 'k' };
  await s3.send(new CreateBucketCommand({ Bucket: at.Bucket }));
  const UploadId = await begun(s3, at);
  const parts: { PartNumber: number; ETag: string | undefined }[] = [];
  let next = 1;
  const sending = async (): Promise<void> => {
    while (next <= 10_000) {
      const PartNumber = next++;
      const { ETag } = await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body: 'x' }));
      parts[PartNumber - 1] = { PartNumber, ETag };
    }
  };
  await Promise.all(Array.from({ length: 8 }, sending));
  const before = server.rssMb();
  const healthy = async (): Promise<number> => {
    const start = performance.now();
    expect(await server.health()).toBe(200);
    return performance.now() - start;
  };
  const completing = s3.send(
    new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: parts } }),
  );
  const lists = Array.from({ length: 20 }, () => s3.send(new ListPartsCommand({ ...at, UploadId })));
  const waits: number[] = [];
  const watching = (async () => {
    for (let i = 0; i < 50; i++) waits.push(await healthy());
  })();
  expect(await refusal(completing)).toMatchObject({ Code: 'EntityTooSmall', PartNumber: '1' });
  for (const { Parts } of await Promise.all(lists)) expect(Parts).toHaveLength(1000);
  await watching;
  expect(Math.max(...waits)).toBeLessThan(2_000);
  expect(server.rssMb() - before).toBeLessThan(400);
  expect(
    await refusal(s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 10_001, Body: 'x' }))),
  ).toMatchObject({
    Code: 'InvalidArgument',
  });
  const one = { Parts: parts.slice(4_999, 5_000) };
  await s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: one }));
  expect((await bytesOf(s3, at)).toString()).toBe('x');
  s3.destroy();
});

test('an upload of another account: its id opens nothing in a bucket of one own, and nothing in its own', async () => {
  const own = { Bucket: 'box', Key: 'k' };
  const UploadId = await begun(box.s3, own);
  const { ETag } = await box.s3.send(new UploadPartCommand({ ...own, UploadId, PartNumber: 1, Body: 'mine' }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  const codes: unknown[] = [];
  for (const at of [{ Bucket: 'strange', Key: 'k' }, own]) {
    const tries = [
      new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'theirs' }),
      new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload }),
      new ListPartsCommand({ ...at, UploadId }),
    ];
    for (const each of tries) codes.push(await refusal(stranger.send(each as UploadPartCommand)));
  }
  const expected = ['NoSuchUpload', 'NoSuchUpload', 'NoSuchUpload', 'AccessDenied', 'AccessDenied', 'AccessDenied'];
  expect(codes).toMatchObject(expected.map((Code) => ({ Code })));
  await box.s3.send(new CompleteMultipartUploadCommand({ ...own, UploadId, MultipartUpload }));
  expect((await bytesOf(box.s3, own)).toString()).toBe('mine');
});

test('ids that are no ids: paths, control characters, ids of parts, long ones', async () => {
  const at = { Bucket: 'box', Key: 'ids' };
  const UploadId = await begun(box.s3, at);
  const tries = [
    `${UploadId}/00001`,
    `${UploadId}\u0001`,
    '../x',
    '\u0000',
    '%00',
    'x'.repeat(3_000),
    UploadId.toUpperCase(),
  ];
  for (const id of tries) {
    expect(await refusal(box.s3.send(new ListPartsCommand({ ...at, UploadId: id }))), id).toMatchObject({
      status: 404,
    });
    const listing = new ListMultipartUploadsCommand({ Bucket: 'box', KeyMarker: 'ids', UploadIdMarker: id });
    expect(await refusal(box.s3.send(listing)), id).toMatchObject({ status: 400 });
  }
});

test('parts that come in while an upload is completed: the object is what was listed, or nothing is made', async () => {
  const at = { Bucket: 'box', Key: 'raced' };
  const kinds = new Set<unknown>();
  for (let round = 0; round < 12; round++) {
    const UploadId = await begun(box.s3, at);
    const first = randomBytes(least);
    const last = Buffer.from(`last ${round}`);
    const one = await box.s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: first }));
    const two = await box.s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 2, Body: last }));
    const Parts = [
      { PartNumber: 1, ETag: one.ETag },
      { PartNumber: 2, ETag: two.ETag },
    ];
    const racing = Array.from({ length: 4 }, (_, i) =>
      refusal(box.s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 2, Body: `other ${round} ${i}` }))),
    );
    const done = await refusal(
      box.s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } })),
    );
    for (const each of await Promise.all(racing))
      expect(['none', 'NoSuchUpload']).toContain((each as { Code: string }).Code);
    const { Code } = done as { Code: string };
    kinds.add(Code);
    expect(['none', 'OperationAborted', 'InvalidPart']).toContain(Code);
    if (Code === 'none') expect((await bytesOf(box.s3, at)).equals(Buffer.concat([first, last]))).toBe(true);
  }
  expect(kinds.size).toBeGreaterThan(0);
});

test('of many that complete one upload at once, all get the one object', async () => {
  const at = { Bucket: 'box', Key: 'at once' };
  const UploadId = await begun(box.s3, at);
  const { ETag } = await box.s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'x' }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  const all = await Promise.all(
    Array.from({ length: 8 }, () =>
      box.s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload })),
    ),
  );
  const head = await box.s3.send(new HeadObjectCommand(at));
  expect(new Set(all.map((each) => each.ETag))).toEqual(new Set([head.ETag]));
});

test('sources that pretend: no way of writing another account object makes it readable', async () => {
  const sources = [
    'strange/secret',
    '/strange/secret',
    'strange/%73ecret',
    'box/../strange/secret',
    'box/%2e%2e/strange/secret',
    'box%2F..%2Fstrange/secret',
    'box/..%2F..%2Fstrange%2Fsecret',
    '//strange/secret',
    'strange//secret',
    'box/source?versionId=null&x=/strange/secret',
    'box/k?versionId=../../strange/secret',
    'strange/secret?versionId=null',
    'strange/secret%00',
    'box/\u2215strange/secret',
    'STRANGE/secret',
    'strange.s3.localhost/secret',
    'http://127.0.0.1/strange/secret',
  ].map((source) => (/[^\x20-\x7e]/.test(source) ? encodeURI(source) : source));
  const at = { Bucket: 'box', Key: 'stolen' };
  const UploadId = await begun(box.s3, at);
  for (const CopySource of sources) {
    for (const command of [
      new CopyObjectCommand({ ...at, CopySource }),
      new UploadPartCopyCommand({ ...at, UploadId, PartNumber: 1, CopySource }),
    ]) {
      const answer = (await refusal(box.s3.send(command as CopyObjectCommand))) as { Code: string; status: number };
      expect(answer.Code, CopySource).not.toBe('none');
      expect([400, 403, 404], CopySource).toContain(answer.status);
    }
  }
  expect(await refusal(box.s3.send(new HeadObjectCommand(at)))).toMatchObject({ status: 404 });
  expect((await box.s3.send(new ListPartsCommand({ ...at, UploadId }))).Parts).toBeUndefined();
});
