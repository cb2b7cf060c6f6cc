/** Copies of objects, by AWS's own SDK over a real socket. */
import { randomBytes } from 'node:crypto';
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  UploadPartCopyCommand,
  type UploadPartCopyCommandInput,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  allowCustomerKeys,
  type BucketHouse,
  bytesOf,
  customerKey,
  keepVersions,
  openBox,
  refusal,
  uploadInParts,
} from './buckets.ts';

let box: BucketHouse;
beforeAll(async () => {
  box = await openBox();
  await allowCustomerKeys(box.s3, 'box');
  await put({ Key: 'source', Body: 'test' });
});
afterAll(async () => {
  await box[Symbol.asyncDispose]();
});

const Bucket = 'box';
const put = (input: Omit<PutObjectCommandInput, 'Bucket'>) => box.s3.send(new PutObjectCommand({ Bucket, ...input }));
const copy = (input: Partial<CopyObjectCommandInput> & { readonly CopySource: string }) =>
  box.s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', ...input }));
const head = (Key: string, more: object = {}) => box.s3.send(new HeadObjectCommand({ Bucket, Key, ...more }));
const copySourceKey = (seed: string) => {
  const { SSECustomerAlgorithm: a, SSECustomerKey: k, SSECustomerKeyMD5: m } = customerKey(seed);
  return { CopySourceSSECustomerAlgorithm: a, CopySourceSSECustomerKey: k, CopySourceSSECustomerKeyMD5: m };
};

describe.each([
  ['SSE-S3', {}, {}],
  ['SSE-KMS', { ServerSideEncryption: 'aws:kms' }, {}],
  ['DSSE', { ServerSideEncryption: 'aws:kms:dsse' }, {}],
  ['SSE-C', customerKey('source'), copySourceKey('source')],
] as const)('from %s', (mode, encryption, withSource) => {
  const targets = [{}, { ServerSideEncryption: 'aws:kms' as const }, customerKey('target')];
  test('to each other encryption, of one piece and of parts', async () => {
    const Key = `from ${mode}`;
    const bytes = randomBytes(5 * 2 ** 20);
    await put({ Key, Body: bytes.subarray(0, 100_000), ...encryption });
    for (const target of targets) {
      await copy({ CopySource: `box/${Key}`, ...target, ...withSource });
      const read = 'SSECustomerKey' in target ? target : {};
      expect((await bytesOf(box.s3, { Bucket, Key: 'copy', ...read })).equals(bytes.subarray(0, 100_000))).toBe(true);
    }
    const parts = [
      [1, bytes],
      [2, bytes.subarray(0, 7)],
    ] as const;
    await uploadInParts(
      box.s3,
      { Bucket, Key, ...encryption },
      parts,
      'SSECustomerKey' in encryption ? encryption : {},
    );
    await copy({ CopySource: `box/${Key}`, ...withSource });
    const whole = Buffer.concat([bytes, bytes.subarray(0, 7)]);
    expect((await bytesOf(box.s3, { Bucket, Key: 'copy' })).equals(whole)).toBe(true);
  });
});

test('the copy has its bucket default encryption, not that of its source', async () => {
  await put({ Key: 'kms source', Body: 'x', ServerSideEncryption: 'aws:kms' });
  expect((await copy({ CopySource: 'box/kms source' })).ServerSideEncryption).toBe('AES256');
  await box.s3.send(new CreateBucketCommand({ Bucket: 'kms-box' }));
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const } }];
  await box.s3.send(
    new PutBucketEncryptionCommand({ Bucket: 'kms-box', ServerSideEncryptionConfiguration: { Rules } }),
  );
  expect((await copy({ Bucket: 'kms-box', CopySource: 'box/source' })).ServerSideEncryption).toBe('aws:kms');
});

test('metadata and tags: copied, or replaced; storage class and redirect never come along', async () => {
  const said = { Metadata: { a: '1' }, ContentType: 'text/plain', CacheControl: 'no-store' };
  await put({
    Key: 'said',
    Body: 'x',
    ...said,
    Tagging: 't=1',
    StorageClass: 'STANDARD_IA',
    WebsiteRedirectLocation: '/x',
  });
  await copy({ CopySource: 'box/said', Metadata: { b: '2' }, ContentType: 'image/png' });
  const copied = await head('copy');
  expect(copied).toMatchObject(said);
  expect([copied.StorageClass, copied.WebsiteRedirectLocation]).toEqual([undefined, undefined]);
  const tags = async () => (await box.s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'copy' }))).TagSet;
  expect(await tags()).toEqual([{ Key: 't', Value: '1' }]);
  await copy({
    CopySource: 'box/said',
    MetadataDirective: 'REPLACE',
    TaggingDirective: 'REPLACE',
    Metadata: { b: '2' },
    Tagging: 'u=2',
    StorageClass: 'GLACIER_IR',
  });
  const replaced = await head('copy');
  expect(replaced).toMatchObject({
    Metadata: { b: '2' },
    StorageClass: 'GLACIER_IR',
    ContentType: 'binary/octet-stream',
  });
  expect(await tags()).toEqual([{ Key: 'u', Value: '2' }]);
});

test('checksums: that of the source again, or another that is asked for; of parts that of the whole', async () => {
  await put({ Key: 'summed', Body: 'test', ChecksumAlgorithm: 'SHA256' });
  expect((await copy({ CopySource: 'box/summed' })).CopyObjectResult).toMatchObject({
    ChecksumSHA256: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=',
    ChecksumType: 'FULL_OBJECT',
  });
  expect((await copy({ CopySource: 'box/summed', ChecksumAlgorithm: 'CRC32' })).CopyObjectResult).toMatchObject({
    ChecksumCRC32: '2H9+DA==',
    ETag: '"098f6bcd4621d373cade4e832627b4f6"',
  });
});

const illegal =
  "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.";

test('onto itself: only where something changes', async () => {
  const onto = { Key: 'source', CopySource: '/box/source' };
  expect(await refusal(copy(onto))).toMatchObject({ Code: 'InvalidRequest', Message: illegal, status: 400 });
  expect(await refusal(copy({ ...onto, ACL: 'bucket-owner-full-control' }))).toMatchObject({ Message: illegal });
  for (const change of [
    { StorageClass: 'STANDARD' },
    { MetadataDirective: 'REPLACE' },
    { ServerSideEncryption: 'AES256' },
    { WebsiteRedirectLocation: '/y' },
  ] as const) {
    expect((await copy({ ...onto, ...change })).CopyObjectResult?.ETag).toBe('"098f6bcd4621d373cade4e832627b4f6"');
  }
});

describe('refusals', () => {
  const form =
    'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy';
  const past = new Date(Date.now() - 3_600_000);
  const wrong = 'At least one of the pre-conditions you specified did not hold';
  const needsKey =
    'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.';
  const cases: readonly (readonly [string, Partial<CopyObjectCommandInput>, object])[] = [
    [
      'If-Match',
      { CopySourceIfMatch: '"x"' },
      { Condition: 'x-amz-copy-source-If-Match', status: 412, Message: wrong },
    ],
    [
      'If-None-Match, without quotes',
      { CopySourceIfNoneMatch: '098f6bcd4621d373cade4e832627b4f6' },
      { Condition: 'x-amz-copy-source-If-None-Match', status: 412 },
    ],
    [
      'If-Unmodified-Since',
      { CopySourceIfUnmodifiedSince: past },
      { Condition: 'x-amz-copy-source-If-Unmodified-Since', status: 412 },
    ],
    [
      'If-Modified-Since',
      { CopySourceIfModifiedSince: new Date(Date.now() - 500) },
      { Condition: 'x-amz-copy-source-If-Modified-Since', status: 412 },
    ],
    ['a time to come', { CopySourceIfModifiedSince: new Date(Date.now() + 3_600_000) }, { Code: 'none' }],
    ['no such key', { CopySource: 'box/nothing' }, { Code: 'NoSuchKey', Key: 'nothing', status: 404 }],
    ['no such bucket', { CopySource: 'nobodys-box/x' }, { Code: 'NoSuchBucket', status: 404 }],
    ['no key', { CopySource: 'box' }, { Code: 'InvalidArgument', Message: 'Invalid copy source object key' }],
    ['an empty key', { CopySource: 'box/' }, { Code: 'InvalidArgument' }],
    ['a bad escape', { CopySource: 'box/%zz' }, { Code: 'InvalidArgument' }],
    ['another parameter', { CopySource: 'box/source?x=1' }, { Code: 'InvalidArgument' }],
    ['a version that is none', { CopySource: 'box/source?versionId=x' }, { Message: 'Invalid version id specified' }],
    [
      'an access point',
      { CopySource: 'arn:aws:s3:us-east-1:111122223333:accesspoint/a/object/k' },
      { Code: 'NotImplemented', status: 501 },
    ],
    ['a directive that is none', { MetadataDirective: 'X' as 'COPY' }, { Code: 'InvalidArgument', status: 400 }],
    ['a key of the customer without need', copySourceKey('x'), { Code: 'InvalidRequest', status: 400 }],
    ['no key of the customer', { CopySource: 'box/customers' }, { Code: 'InvalidRequest', Message: needsKey }],
    ['a wrong key of the customer', { CopySource: 'box/customers', ...copySourceKey('x') }, { Code: 'AccessDenied' }],
    ['what is there', { Key: 'source', CopySource: 'box/other', IfNoneMatch: '*' }, { Condition: 'If-None-Match' }],
    ['another that is there', { Key: 'source', CopySource: 'box/other', IfMatch: '"x"' }, { Condition: 'If-Match' }],
    ['what is not there', { Key: 'void', CopySource: 'box/other', IfMatch: '"x"' }, { Code: 'NoSuchKey', Key: 'void' }],
  ];
  beforeAll(async () => {
    await put({ Key: 'customers', Body: 'x', ...customerKey('c') });
    await put({ Key: 'other', Body: 'x' });
    await put({ Key: 'ten', Body: '0123456789' });
  });
  test.each(cases)('%s', async (_name, input, answer) => {
    // Written anew by the test before.
    if (input.CopySourceIfModifiedSince !== undefined) await new Promise((done) => setTimeout(done, 1_100));
    const since =
      input.CopySourceIfModifiedSince !== undefined && input.CopySourceIfModifiedSince.getTime() < Date.now()
        ? { CopySourceIfModifiedSince: new Date(Date.now() - 100) }
        : {};
    expect(await refusal(copy({ ...input, CopySource: input.CopySource ?? 'box/source', ...since }))).toMatchObject(
      answer,
    );
  });

  const ranges = [
    ['0-8', { Code: 'InvalidArgument', Message: form }],
    ...['-', '-0', '-2', '0--1', '1-', '1-0', '-1-', '0-1,3-4', '-15'].map(
      (text) => [`bytes=${text}`, { Message: form, ArgumentValue: `bytes=${text}` }] as const,
    ),
    ['bytes=0-100', { Code: 'InvalidArgument', Message: 'Range specified is not valid for source object of size: 10' }],
    [
      'bytes=100-200',
      { Code: 'InvalidRequest', Message: 'The specified copy range is invalid for the source object size' },
    ],
  ] as const;
  test('ranges of parts', async () => {
    const { UploadId } = await box.s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'ranges' }));
    const part = (input: Partial<UploadPartCopyCommandInput>) => {
      const at = { Bucket, Key: 'ranges', UploadId, PartNumber: 1, CopySource: 'box/ten' };
      return box.s3.send(new UploadPartCopyCommand({ ...at, ...input }));
    };
    for (const [CopySourceRange, answer] of ranges) {
      expect(await refusal(part({ CopySourceRange })), CopySourceRange).toMatchObject(answer);
    }
    const taken = [
      ['bytes=0-8', 9, '22975d8a5ed1b91445f6c55ac121505b'],
      ['bytes=1-1', 1, 'c4ca4238a0b923820dcc509a6f75849b'],
      ['bytes=0-0', 1, 'cfcd208495d565ef66e7dff9f98764da'],
      [undefined, 10, '781e5e245d69b566979b86e28d23f2c7'],
    ] as const;
    for (const [index, [CopySourceRange, , etag]] of taken.entries()) {
      const { CopyPartResult } = await part({ CopySourceRange, PartNumber: index + 1 });
      expect(CopyPartResult?.ETag).toBe(`"${etag}"`);
    }
    const { Parts } = await box.s3.send(new ListPartsCommand({ Bucket, Key: 'ranges', UploadId }));
    expect(Parts?.map(({ Size }) => Size)).toEqual(taken.map(([, size]) => size));
  });
});

test('keys are taken as they are: decoded once, and never a path', async () => {
  const keys = ['a/../b', '../box/x', '//x', 'a b', 'a+b', 'a%2Fb', 'ä?versionId=x', '%', 'x/'];
  for (const [index, Key] of keys.entries()) await put({ Key, Body: `${index}` });
  for (const [index, key] of keys.entries()) {
    await copy({ CopySource: `/box/${encodeURIComponent(key)}` });
    expect((await bytesOf(box.s3, { Bucket, Key: 'copy' })).toString(), key).toBe(String(index));
  }
  await copy({ CopySource: 'box/a+b' });
  expect((await bytesOf(box.s3, { Bucket, Key: 'copy' })).toString()).toBe('3');
});

test('versions: an old one is copied over the current one; a marker is no source', async () => {
  await box.s3.send(new CreateBucketCommand({ Bucket: 'old-box' }));
  await keepVersions(box.s3, 'old-box', 'Enabled');
  const at = { Bucket: 'old-box', Key: 'k' };
  const first = await box.s3.send(new PutObjectCommand({ ...at, Body: 'first' }));
  await box.s3.send(new PutObjectCommand({ ...at, Body: 'second' }));
  const CopySource = `old-box/k?versionId=${first.VersionId}`;
  const { VersionId, CopySourceVersionId } = await copy({ ...at, CopySource });
  expect(CopySourceVersionId).toBe(first.VersionId);
  expect(VersionId).not.toBe(first.VersionId);
  expect((await bytesOf(box.s3, at)).toString()).toBe('first');
  expect(await refusal(copy({ ...at, CopySource: 'old-box/k' }))).toMatchObject({ Message: illegal });
  const marker = await box.s3.send(new DeleteObjectCommand(at));
  expect(await refusal(copy({ CopySource: 'old-box/k' }))).toMatchObject({ Code: 'NoSuchKey', status: 404 });
  expect(await refusal(copy({ CopySource: `old-box/k?versionId=${marker.VersionId}` }))).toMatchObject({
    Code: 'InvalidRequest',
    Message: 'The source of a copy request may not specifically refer to a delete marker by version id.',
  });
});

test('from a bucket in another Region, also under a key of KMS there', async () => {
  const { admin } = box.house.accounts[0];
  const europe = box.clientOf(admin, 'eu-west-1');
  await europe.send(
    new CreateBucketCommand({ Bucket: 'eu-box', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  );
  await europe.send(new PutObjectCommand({ Bucket: 'eu-box', Key: 'k', Body: 'far', ServerSideEncryption: 'aws:kms' }));
  await copy({ CopySource: 'eu-box/k' });
  expect((await bytesOf(box.s3, { Bucket, Key: 'copy' })).toString()).toBe('far');
});
