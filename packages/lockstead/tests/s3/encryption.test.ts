/** Objects are encrypted, really: nothing known lies on disk, and what KMS refuses nobody reads. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as kms from '@aws-sdk/client-kms';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openS3House, refusal, type S3House, textOf } from './support.ts';

let it: S3House;
let keys: kms.KMSClient;
beforeAll(async () => {
  it = await openS3House();
  keys = new kms.KMSClient(it.house.clientConfig(it.house.accounts[0].admin));
  await it.admin.send(new s3.CreateBucketCommand({ Bucket: 'vault' }));
});
afterAll(() => it[Symbol.asyncDispose]());

const put = (input: Partial<s3.PutObjectCommandInput>): Promise<s3.PutObjectCommandOutput> =>
  it.admin.send(new s3.PutObjectCommand({ Bucket: 'vault', Key: 'k', ...input }));
const get = (client: s3.S3Client, Key: string, more: object = {}): Promise<s3.GetObjectCommandOutput> =>
  client.send(new s3.GetObjectCommand({ Bucket: 'vault', Key, ...more }));

async function newKey(): Promise<string> {
  return (await keys.send(new kms.CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
}

function bytesOnDisk(): Buffer {
  const files = readdirSync(it.house.directory, { recursive: true, withFileTypes: true });
  return Buffer.concat(
    files.filter((file) => file.isFile()).map((file) => readFileSync(join(file.parentPath, file.name))),
  );
}

test.each([
  ['few bytes', 20],
  ['a frame to the byte', 64 * 1024],
  ['many', 300_000],
])('%s are on disk only encrypted, and come back whole and in ranges', async (name, size) => {
  const known = `plain ${name} `;
  const body = Buffer.alloc(size, known);
  await put({ Key: name, Body: body });
  const found = bytesOnDisk();
  expect(found.includes(known.repeat(2).slice(0, Math.min(size, 40)))).toBe(false);
  expect(found.includes(Buffer.from(known).toString('base64').slice(0, 12))).toBe(false);
  const whole = await (await get(it.admin, name)).Body?.transformToByteArray();
  expect(
    createHash('md5')
      .update(whole ?? '')
      .digest('hex'),
  ).toBe(createHash('md5').update(body).digest('hex'));
  for (const [start, end] of [
    [0, 0],
    [size - 1, size - 1],
    [Math.floor(size / 3), Math.floor((2 * size) / 3)],
  ] as const) {
    const part = await (await get(it.admin, name, { Range: `bytes=${start}-${end}` })).Body?.transformToByteArray();
    expect(Buffer.from(part ?? []).equals(body.subarray(start, end + 1))).toBe(true);
  }
});

describe('under a key of KMS', () => {
  test('who may not use the key neither writes nor reads; the refusal is KMS’s own', async () => {
    const key = await newKey();
    const ServerSideEncryption = 'aws:kms';
    await put({ Key: 'sealed', Body: 'secret', ServerSideEncryption, SSEKMSKeyId: key });
    const anyObject = { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::vault/*' };
    const without = await it.userClient('without-kms', [anyObject]);
    const user = `User: arn:aws:iam::${it.house.accounts[0].id}:user/without-kms is not authorized to perform: kms:`;
    expect((await refusal(get(without, 'sealed'))).message).toContain(`${user}Decrypt on resource: ${key}`);
    const write = new s3.PutObjectCommand({
      Bucket: 'vault',
      Key: 'x',
      Body: 'x',
      ServerSideEncryption,
      SSEKMSKeyId: key,
    });
    expect((await refusal(without.send(write))).message).toContain(`${user}GenerateDataKey on resource: ${key}`);
    const viaS3 = { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } };
    const use = { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key, Condition: viaS3 };
    const allowed = await it.userClient('with-kms', [anyObject, use]);
    expect(await textOf(get(allowed, 'sealed'))).toBe('secret');
  });

  test('when the key is disabled nobody reads, and when it is enabled again everybody who could', async () => {
    const key = await newKey();
    await put({ Key: 'paused', Body: 'secret', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key });
    await keys.send(new kms.DisableKeyCommand({ KeyId: key }));
    expect(await refusal(get(it.admin, 'paused'))).toMatchObject({
      code: 'KMS.DisabledException',
      message: `${key} is disabled.`,
    });
    await keys.send(new kms.EnableKeyCommand({ KeyId: key }));
    expect(await textOf(get(it.admin, 'paused'))).toBe('secret');
    await keys.send(new kms.ScheduleKeyDeletionCommand({ KeyId: key }));
    expect(await refusal(get(it.admin, 'paused'))).toMatchObject({ code: 'KMS.KMSInvalidStateException' });
    await keys.send(new kms.CancelKeyDeletionCommand({ KeyId: key }));
    await keys.send(new kms.EnableKeyCommand({ KeyId: key }));
    expect(await textOf(get(it.admin, 'paused'))).toBe('secret');
  });

  test('the bucket’s default counts where the request says nothing', async () => {
    const key = await newKey();
    await it.admin.send(new s3.CreateBucketCommand({ Bucket: 'by-default' }));
    const rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
      BucketKeyEnabled: true,
    } as const;
    const ServerSideEncryptionConfiguration = { Rules: [rule] };
    await it.admin.send(new s3.PutBucketEncryptionCommand({ Bucket: 'by-default', ServerSideEncryptionConfiguration }));
    const answer = await it.admin.send(new s3.PutObjectCommand({ Bucket: 'by-default', Key: 'k', Body: 'x' }));
    expect(answer).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key, BucketKeyEnabled: true });
    expect(await textOf(it.admin.send(new s3.GetObjectCommand({ Bucket: 'by-default', Key: 'k' })))).toBe('x');
  });
});

test('a policy that demands a key sees its ARN, by whatever name the request has it', async () => {
  const arn = await newKey();
  await keys.send(new kms.CreateAliasCommand({ AliasName: 'alias/wanted', TargetKeyId: arn }));
  const [statement, other] = [{ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }, await newKey()];
  const demands = {
    StringEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': arn },
  };
  const writer = await it.userClient('key-writer', [
    { ...statement, Condition: demands },
    { Effect: 'Allow', Action: 'kms:GenerateDataKey', Resource: '*' },
  ]);
  const write = (SSEKMSKeyId: string): Promise<unknown> =>
    writer.send(
      new s3.PutObjectCommand({ Bucket: 'vault', Key: 'd', Body: 'x', ServerSideEncryption: 'aws:kms', SSEKMSKeyId }),
    );
  for (const name of [arn, arn.split('/')[1] ?? '', 'alias/wanted', arn.replace(/key\/.*/, 'alias/wanted')]) {
    await write(name);
  }
  for (const name of [other, 'alias/none', '']) expect((await refusal(write(name))).code).toBe('AccessDenied');
});

describe('under the customer’s own key', () => {
  const customerKey = (seed: string): object => {
    const key = createHash('sha256').update(seed).digest();
    return {
      SSECustomerAlgorithm: 'AES256',
      SSECustomerKey: key.toString('base64'),
      SSECustomerKeyMD5: createHash('md5').update(key).digest('base64'),
    };
  };

  test('it is refused at birth; once taken, the key opens and nothing else does', async () => {
    expect((await refusal(put({ Key: 'c', Body: 'x', ...customerKey('a') }))).message).toContain(
      'this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C)',
    );
    const Rules = [
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
        BlockedEncryptionTypes: { EncryptionType: ['NONE'] },
      },
    ] as s3.ServerSideEncryptionRule[];
    await it.admin.send(
      new s3.PutBucketEncryptionCommand({ Bucket: 'vault', ServerSideEncryptionConfiguration: { Rules } }),
    );
    await put({ Key: 'c', Body: 'mine', ...customerKey('a') });
    expect(await textOf(get(it.admin, 'c', customerKey('a')))).toBe('mine');
    expect(await refusal(get(it.admin, 'c', customerKey('b')))).toMatchObject({ code: 'AccessDenied', status: 403 });
    expect(await refusal(get(it.admin, 'c'))).toMatchObject({
      code: 'InvalidRequest',
      message:
        'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    });
    expect(bytesOnDisk().includes(createHash('sha256').update('a').digest('base64'))).toBe(false);
  });
});
