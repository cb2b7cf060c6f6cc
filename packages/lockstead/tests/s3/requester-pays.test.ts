/** Buckets whose requesters pay: who must say so, what is answered, and who is never let in. */
import * as s3 from '@aws-sdk/client-s3';
import { loadModel, serviceById } from '@lockstead/wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPaidFor, s3Authorization } from '../../src/services/s3/authorization.ts';
import { openS3House, openUp, policyOf, refusal, type S3House, textOf } from './support.ts';

let it: S3House;
const Bucket = 'paid';
const Key = 'k';
const RequestPayer = 'requester';
beforeAll(async () => {
  it = await openS3House();
  await it.admin.send(new s3.CreateBucketCommand({ Bucket }));
  await openUp(it.admin, Bucket);
  await it.admin.send(new s3.PutObjectCommand({ Bucket, Key, Body: 'content' }));
  const open = {
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
  };
  await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket, Policy: policyOf(open) }));
});
afterAll(() => it[Symbol.asyncDispose]());

const pays = async (Payer: s3.Payer): Promise<unknown> =>
  await it.admin.send(new s3.PutBucketRequestPaymentCommand({ Bucket, RequestPaymentConfiguration: { Payer } }));

test('it is the owner who pays, until it says otherwise', async () => {
  const get = new s3.GetBucketRequestPaymentCommand({ Bucket });
  expect((await it.admin.send(get)).Payer).toBe('BucketOwner');
  expect(await textOf(it.other.send(new s3.GetObjectCommand({ Bucket, Key })))).toBe('content');
  await pays('Requester');
  expect((await it.admin.send(get)).Payer).toBe('Requester');
  await pays('BucketOwner');
  expect((await it.admin.send(get)).Payer).toBe('BucketOwner');
  expect(await refusal(pays('Nobody' as s3.Payer))).toMatchObject({ code: 'MalformedXML' });
});

describe('once requesters pay', () => {
  beforeAll(() => pays('Requester'));

  const upload = async (): Promise<string> => {
    const { UploadId = '' } = await it.other.send(
      new s3.CreateMultipartUploadCommand({ Bucket, Key: 'up', RequestPayer }),
    );
    return UploadId;
  };
  const calls: Readonly<Record<string, (more: { RequestPayer?: 'requester' }) => Promise<object>>> = {
    GetObject: (more) => it.other.send(new s3.GetObjectCommand({ Bucket, Key, ...more })),
    HeadObject: (more) => it.other.send(new s3.HeadObjectCommand({ Bucket, Key, ...more })),
    PutObject: (more) => it.other.send(new s3.PutObjectCommand({ Bucket, Key: 'new', Body: 'x', ...more })),
    ListObjectsV2: (more) => it.other.send(new s3.ListObjectsV2Command({ Bucket, ...more })),
    ListObjects: (more) => it.other.send(new s3.ListObjectsCommand({ Bucket, ...more })),
    ListObjectVersions: (more) => it.other.send(new s3.ListObjectVersionsCommand({ Bucket, ...more })),
    DeleteObject: (more) => it.other.send(new s3.DeleteObjectCommand({ Bucket, Key: 'new', ...more })),
    DeleteObjects: (more) =>
      it.other.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'new' }] }, ...more })),
    GetObjectAttributes: (more) =>
      it.other.send(new s3.GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ['ETag'], ...more })),
    GetObjectAcl: (more) => it.other.send(new s3.GetObjectAclCommand({ Bucket, Key, ...more })),
    CreateMultipartUpload: (more) => it.other.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: 'up', ...more })),
    ListMultipartUploads: (more) => it.other.send(new s3.ListMultipartUploadsCommand({ Bucket, ...more })),
    UploadPart: async (more) =>
      it.other.send(
        new s3.UploadPartCommand({ Bucket, Key: 'up', UploadId: await upload(), PartNumber: 1, Body: 'x', ...more }),
      ),
    ListParts: async (more) =>
      it.other.send(new s3.ListPartsCommand({ Bucket, Key: 'up', UploadId: await upload(), ...more })),
    AbortMultipartUpload: async (more) =>
      it.other.send(new s3.AbortMultipartUploadCommand({ Bucket, Key: 'up', UploadId: await upload(), ...more })),
    CopyObject: (more) =>
      it.other.send(new s3.CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${Bucket}/${Key}`, ...more })),
  };
  test.each(Object.keys(calls))('%s of another account says that he pays, or is refused', async (name) => {
    const { code, message, status } = await refusal(calls[name]?.({}) ?? Promise.resolve());
    if (name === 'HeadObject') expect(status).toBe(403);
    else expect([code, message]).toEqual(['AccessDenied', 'Access Denied']);
    expect(await calls[name]?.({ RequestPayer })).toMatchObject({ RequestCharged: 'requester' });
  });

  test('a copy from it into a bucket of his own', async () => {
    await it.other.send(new s3.CreateBucketCommand({ Bucket: 'own-of-other' }));
    const copy = { Bucket: 'own-of-other', Key, CopySource: `${Bucket}/${Key}` };
    expect(await refusal(it.other.send(new s3.CopyObjectCommand(copy)))).toMatchObject({ code: 'AccessDenied' });
    expect(await it.other.send(new s3.CopyObjectCommand({ ...copy, RequestPayer }))).toMatchObject({
      RequestCharged: 'requester',
    });
  });

  test('its own account needs to say nothing, and is never charged', async () => {
    expect((await it.admin.send(new s3.GetObjectCommand({ Bucket, Key }))).RequestCharged).toBeUndefined();
    expect(
      (await it.admin.send(new s3.HeadObjectCommand({ Bucket, Key, RequestPayer }))).RequestCharged,
    ).toBeUndefined();
  });

  test('nobody is let in, whatever he says', async () => {
    expect((await it.anonymous(`/${Bucket}/${Key}`)).status).toBe(403);
    expect((await it.anonymous(`/${Bucket}/${Key}`, { headers: { 'x-amz-request-payer': 'requester' } })).status).toBe(
      403,
    );
  });

  test('another word is none', async () => {
    const more = { RequestPayer: 'owner' as 'requester' };
    expect((await refusal(it.other.send(new s3.GetObjectCommand({ Bucket, Key, ...more })))).code).not.toBe('none');
  });
});

test('none of the operations that take the header is forgotten', async () => {
  const entry = serviceById('s3');
  if (entry === undefined) throw new TypeError('there is S3');
  const done = Object.keys(s3Authorization({ policies: undefined as never, keys: undefined as never }));
  const { operations } = await loadModel(entry);
  const takes = [...operations.values()].filter(({ input }) =>
    input?.members().some(({ name }) => name === 'RequestPayer'),
  );
  const names = takes.map(({ name }) => name).filter((name) => done.includes(name));
  expect(names.filter((name) => !isPaidFor(name))).toEqual([]);
  expect(names.length).toBeGreaterThan(15);
});
