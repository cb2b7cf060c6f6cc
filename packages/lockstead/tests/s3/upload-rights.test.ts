/** Who may upload in parts and copy: the permissions of each step, what policies see of it, and what is left when it is gone. */

import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hours } from '#kernel/clock';
import type { Collection } from '#store/port';
import { regionScope } from '#store/scope';
import { type BucketHouse, openBox, refusal, uploadInParts } from './buckets.ts';

let box: BucketHouse;
let iam: IAMClient;
let sam: S3Client;
beforeAll(async () => {
  box = await openBox({ furtherAccounts: 1 });
  const { admin } = box.house.accounts[0];
  iam = new IAMClient(box.house.clientConfig(admin));
  await iam.send(new CreateUserCommand({ UserName: 'sam' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'sam' }));
  sam = box.clientOf({ accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' });
  const put = (Key: string, more: object = {}) =>
    box.s3.send(new PutObjectCommand({ Bucket: 'box', Key, Body: 'x', ...more }));
  await put('source');
  await put('tagged', { Tagging: 'team=red' });
});
afterAll(async () => {
  iam.destroy();
  await box[Symbol.asyncDispose]();
});

type Statement = Readonly<Record<string, unknown>>;

async function samMay(...statements: readonly Statement[]): Promise<void> {
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await iam.send(new PutUserPolicyCommand({ UserName: 'sam', PolicyName: 'p', PolicyDocument }));
}

const allow = (Action: string | readonly string[], more: Statement = {}): Statement => ({
  Effect: 'Allow',
  Action,
  Resource: ['arn:aws:s3:::box', 'arn:aws:s3:::box/*'],
  ...more,
});
const deny = (Action: string | readonly string[], more: Statement = {}): Statement => ({
  ...allow(Action, more),
  Effect: 'Deny',
});

const at = { Bucket: 'box', Key: 'target' };
let UploadId: string;
beforeAll(async () => {
  UploadId = (await box.s3.send(new CreateMultipartUploadCommand(at))).UploadId ?? '';
});

const steps: Readonly<Record<string, () => Promise<unknown>>> = {
  create: () => sam.send(new CreateMultipartUploadCommand(at)),
  createTagged: () => sam.send(new CreateMultipartUploadCommand({ ...at, Tagging: 'a=b' })),
  part: () => sam.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'x' })),
  partCopy: () => sam.send(new UploadPartCopyCommand({ ...at, UploadId, PartNumber: 1, CopySource: 'box/source' })),
  parts: () => sam.send(new ListPartsCommand({ ...at, UploadId })),
  uploads: () => sam.send(new ListMultipartUploadsCommand({ Bucket: 'box' })),
  complete: () => {
    const MultipartUpload = { Parts: [{ PartNumber: 9, ETag: '"x"' }] };
    return sam.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload }));
  },
  abort: () => sam.send(new AbortMultipartUploadCommand({ ...at, UploadId: 'none' })),
  copy: () => sam.send(new CopyObjectCommand({ ...at, CopySource: 'box/source' })),
  copyReplaced: () =>
    sam.send(new CopyObjectCommand({ ...at, CopySource: 'box/source', MetadataDirective: 'REPLACE' })),
  copyTagged: () => sam.send(new CopyObjectCommand({ ...at, CopySource: 'box/tagged' })),
  copyUntagged: () => sam.send(new CopyObjectCommand({ ...at, CopySource: 'box/tagged', TaggingDirective: 'REPLACE' })),
  copyNothing: () => sam.send(new CopyObjectCommand({ ...at, CopySource: 'box/nothing' })),
};

describe('what each step needs', () => {
  const cases: readonly (readonly [string, keyof typeof steps, readonly Statement[], string])[] = [
    ['PutObject begins', 'create', [allow('s3:PutObject')], 'none'],
    ['nothing else begins', 'create', [allow('s3:GetObject')], 'AccessDenied'],
    ['tags need a permission of their own', 'createTagged', [allow('s3:PutObject')], 'AccessDenied'],
    ['with it they pass', 'createTagged', [allow(['s3:PutObject', 's3:PutObjectTagging'])], 'none'],
    ['PutObject sends parts', 'part', [allow('s3:PutObject')], 'none'],
    ['PutObject completes', 'complete', [allow('s3:PutObject')], 'InvalidPart'],
    ['parts are listed by a permission of their own', 'parts', [allow('s3:ListBucket')], 'AccessDenied'],
    ['with it they are', 'parts', [allow('s3:ListMultipartUploadParts')], 'none'],
    ['uploads too', 'uploads', [allow('s3:ListBucket')], 'AccessDenied'],
    ['with it they are listed', 'uploads', [allow('s3:ListBucketMultipartUploads')], 'none'],
    ['whether an upload is there is told to who may abort it', 'abort', [allow('s3:PutObject')], 'AccessDenied'],
    ['who may abort is told', 'abort', [allow('s3:AbortMultipartUpload')], 'NoSuchUpload'],
    ['a copy needs to read', 'copy', [allow('s3:PutObject')], 'AccessDenied'],
    ['a copy needs to write', 'copy', [allow('s3:GetObject')], 'AccessDenied'],
    ['with both it is made', 'copy', [allow(['s3:GetObject', 's3:PutObject'])], 'none'],
    ['a part too', 'partCopy', [allow(['s3:GetObject', 's3:PutObject'])], 'none'],
    ['a part needs to read', 'partCopy', [allow('s3:PutObject')], 'AccessDenied'],
    [
      'tags that go along are read by a permission',
      'copyTagged',
      [allow(['s3:GetObject', 's3:PutObject', 's3:PutObjectTagging'])],
      'AccessDenied',
    ],
    [
      'and written by one',
      'copyTagged',
      [allow(['s3:GetObject', 's3:PutObject', 's3:GetObjectTagging'])],
      'AccessDenied',
    ],
    [
      'with both they go along',
      'copyTagged',
      [allow(['s3:GetObject', 's3:PutObject', 's3:GetObjectTagging', 's3:PutObjectTagging'])],
      'none',
    ],
    ['tags that stay need none', 'copyUntagged', [allow(['s3:GetObject', 's3:PutObject'])], 'none'],
    ['what is not there is a secret', 'copyNothing', [allow(['s3:GetObject', 's3:PutObject'])], 'AccessDenied'],
    [
      'and told to who may list',
      'copyNothing',
      [allow(['s3:GetObject', 's3:PutObject', 's3:ListBucket'])],
      'NoSuchKey',
    ],
    [
      'the source is a condition',
      'copy',
      [
        allow(['s3:*']),
        deny('s3:PutObject', { Condition: { StringEquals: { 's3:x-amz-copy-source': 'box/source' } } }),
      ],
      'AccessDenied',
    ],
    [
      'another source is not it',
      'copyUntagged',
      [
        allow(['s3:*']),
        deny('s3:PutObject', { Condition: { StringEquals: { 's3:x-amz-copy-source': 'box/source' } } }),
      ],
      'none',
    ],
    [
      'the directive is a condition',
      'copyReplaced',
      [
        allow(['s3:*']),
        deny('s3:PutObject', { Condition: { StringEquals: { 's3:x-amz-metadata-directive': 'REPLACE' } } }),
      ],
      'AccessDenied',
    ],
    [
      'tags of the source are conditions',
      'copyTagged',
      [allow(['s3:*']), deny('s3:GetObject', { Condition: { StringEquals: { 's3:ExistingObjectTag/team': 'red' } } })],
      'AccessDenied',
    ],
  ];
  test.each(cases)('%s', async (_name, step, statements, code) => {
    await samMay(...statements);
    expect(await refusal(steps[step]?.() ?? Promise.reject(new Error(step)))).toMatchObject({ Code: code });
  });

  const unconditional = { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } };
  test.each([
    ['create', 'none'],
    ['part', 'none'],
    ['partCopy', 'none'],
    ['complete', 'AccessDenied'],
    ['copy', 'AccessDenied'],
  ] as const)('writes without a condition are denied where an object comes into being: %s', async (step, code) => {
    await samMay(allow(['s3:*']), deny('s3:PutObject', { Condition: unconditional }));
    expect(await refusal(steps[step]?.() ?? Promise.reject(new Error(step)))).toMatchObject({ Code: code });
  });
});

test('a policy against what is not encrypted lets through uploads that are begun with their encryption, and no others', async () => {
  const UploadIds = [UploadId];
  const encrypted = { ...at, ServerSideEncryption: 'AES256' as const };
  await samMay(
    allow('s3:*'),
    deny('s3:PutObject', { Condition: { Null: { 's3:x-amz-server-side-encryption': 'true' } } }),
  );
  UploadIds.push((await sam.send(new CreateMultipartUploadCommand(encrypted))).UploadId ?? '');
  const codes: object[] = [];
  for (const id of UploadIds) {
    const part = { ...at, UploadId: id, PartNumber: 1 };
    const MultipartUpload = { Parts: [{ PartNumber: 9, ETag: '"x"' }] };
    codes.push(await refusal(sam.send(new UploadPartCommand({ ...part, Body: 'x' }))));
    codes.push(await refusal(sam.send(new UploadPartCopyCommand({ ...part, CopySource: 'box/source' }))));
    codes.push(await refusal(sam.send(new CompleteMultipartUploadCommand({ ...at, UploadId: id, MultipartUpload }))));
  }
  await sam.send(new AbortMultipartUploadCommand({ ...at, UploadId: UploadIds[1] }));
  const expected = ['AccessDenied', 'AccessDenied', 'AccessDenied', 'none', 'none', 'InvalidPart'];
  expect(codes).toMatchObject(expected.map((Code) => ({ Code })));
});

test('an object of another account is copied only where both accounts allow it', async () => {
  const stranger = box.clientOf(box.house.accounts[1]?.admin ?? { accessKeyId: '', secretAccessKey: '' });
  await stranger.send(new CreateBucketCommand({ Bucket: 'strange' }));
  await stranger.send(new PutObjectCommand({ Bucket: 'strange', Key: 'k', Body: 'theirs' }));
  const copy = () => box.s3.send(new CopyObjectCommand({ ...at, CopySource: 'strange/k' }));
  expect(await refusal(copy())).toMatchObject({ Code: 'AccessDenied', status: 403 });
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${box.house.accounts[0].id}:root` },
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::strange/*',
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statement });
  await stranger.send(new PutBucketPolicyCommand({ Bucket: 'strange', Policy }));
  expect(await refusal(copy())).toMatchObject({ Code: 'none' });
});

test('a bucket with uploads under way goes, and a new one of its name has none of them', async () => {
  const Bucket = 'short-lived';
  const key = { Bucket, Key: 'k' };
  await box.s3.send(new CreateBucketCommand({ Bucket }));
  const { UploadId: old } = await box.s3.send(new CreateMultipartUploadCommand(key));
  await box.s3.send(new UploadPartCommand({ ...key, UploadId: old, PartNumber: 1, Body: 'x' }));
  await box.s3.send(new DeleteBucketCommand({ Bucket }));
  await box.s3.send(new CreateBucketCommand({ Bucket }));
  expect((await box.s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
  expect(await refusal(box.s3.send(new ListPartsCommand({ ...key, UploadId: old })))).toMatchObject({
    Code: 'NoSuchUpload',
  });
  const { UploadId: own } = await box.s3.send(new CreateMultipartUploadCommand(key));
  await box.house.advance(hours(1));
  const { Uploads } = await box.s3.send(new ListMultipartUploadsCommand({ Bucket }));
  expect(Uploads?.map((upload) => upload.UploadId)).toEqual([own]);
  await box.s3.send(new AbortMultipartUploadCommand({ ...key, UploadId: own }));
});

// The last one: it stops the server.
test('no part is left of what was aborted, replaced, not listed, overwritten or deleted', async () => {
  const kept = { Bucket: 'box', Key: 'kept' };
  const big = Buffer.alloc(5 * 2 ** 20, 'x');
  const { UploadId: aborted } = await box.s3.send(new CreateMultipartUploadCommand(kept));
  for (let PartNumber = 1; PartNumber <= 150; PartNumber++) {
    await box.s3.send(new UploadPartCommand({ ...kept, UploadId: aborted, PartNumber, Body: 'small' }));
  }
  await box.s3.send(new AbortMultipartUploadCommand({ ...kept, UploadId: aborted }));
  await box.s3.send(new AbortMultipartUploadCommand({ ...at, UploadId }));
  await uploadInParts(box.s3, { Bucket: 'box', Key: 'gone' }, [[1, Buffer.from('a')]]);
  await box.s3.send(new PutObjectCommand({ Bucket: 'box', Key: 'gone', Body: 'over it' }));
  const { UploadId: whole } = await box.s3.send(new CreateMultipartUploadCommand(kept));
  const Parts = [];
  for (const PartNumber of [1, 2, 3]) {
    const part = await box.s3.send(new UploadPartCommand({ ...kept, UploadId: whole, PartNumber, Body: big }));
    if (PartNumber !== 2) Parts.push({ PartNumber, ETag: part.ETag });
  }
  await box.s3.send(new CompleteMultipartUploadCommand({ ...kept, UploadId: whole, MultipartUpload: { Parts } }));
  await box.house.advance(hours(7));
  const store = await box.house.stopAndOpen();
  const scope = regionScope(box.house.accounts[0].id, box.house.region as Parameters<typeof regionScope>[1]);
  const all = async (name: string): Promise<readonly Record<string, unknown>[]> => {
    const collection: Collection<Record<string, unknown>> = { name, level: 'region', id: () => '' };
    return (await store.in(collection, scope).list()).map(({ record }) => record);
  };
  expect((await all('s3.part')).map(({ uploadId, number }) => [uploadId, number])).toEqual([
    [whole, 1],
    [whole, 3],
  ]);
  expect(await all('s3.partTable')).toMatchObject([{ uploadId: whole, numbers: [1, 3] }]);
  const blobs: Collection<{ ref: string }> = { name: 'store.blob', level: 'partition', id: ({ ref }) => ref };
  expect(await store.in(blobs, { level: 'partition' }).count()).toBe(2);
});
