/** Bucket keys: KMS is asked less, by each requester at least once, and what is taken back does not count for long. */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as kms from '@aws-sdk/client-kms';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openS3House, policyOf, refusal, type S3House, textOf } from './support.ts';

let it: S3House;
let keys: kms.KMSClient;
let trail: CloudTrailClient;
beforeAll(async () => {
  it = await openS3House();
  const config = it.house.clientConfig(it.house.accounts[0].admin);
  keys = new kms.KMSClient(config);
  trail = new CloudTrailClient(config);
});
afterAll(() => it[Symbol.asyncDispose]());

/** A bucket whose objects are encrypted under a key of their own, with a bucket key. */
async function bucketOf(Bucket: string, BucketKeyEnabled = true): Promise<string> {
  const key = (await keys.send(new kms.CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
  await it.admin.send(new s3.CreateBucketCommand({ Bucket }));
  const rule = {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
    BucketKeyEnabled,
  } as const;
  const ServerSideEncryptionConfiguration = { Rules: [rule] };
  await it.admin.send(new s3.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
  return key;
}

const put = (client: s3.S3Client, Bucket: string, Key: string): Promise<unknown> =>
  client.send(new s3.PutObjectCommand({ Bucket, Key, Body: `of ${Key}` }));
const get = (client: s3.S3Client, Bucket: string, Key: string): Promise<string> =>
  textOf(client.send(new s3.GetObjectCommand({ Bucket, Key })));

interface Use {
  readonly name: string;
  readonly user: string;
  readonly of: string;
}

/** How KMS was asked for a key. */
async function usesOf(key: string): Promise<readonly Use[]> {
  const { Events = [] } = await trail.send(
    new LookupEventsCommand({ LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: key }] }),
  );
  return Events.flatMap(({ EventName: name = '', CloudTrailEvent = '{}' }) => {
    if (name !== 'GenerateDataKey' && name !== 'Decrypt') return [];
    const { userIdentity, requestParameters } = JSON.parse(CloudTrailEvent);
    return [{ name, user: userIdentity.userName, of: requestParameters.encryptionContext['aws:s3:arn'] }];
  });
}

test('ten objects cost one question each way, whose context is the bucket', async () => {
  const key = await bucketOf('many');
  for (let at = 0; at < 10; at++) await put(it.admin, 'many', `k${at}`);
  for (let at = 0; at < 10; at++) expect(await get(it.admin, 'many', `k${at}`)).toBe(`of k${at}`);
  const [first, second, ...more] = await usesOf(key);
  expect([first, second].map((use) => use?.name).toSorted()).toEqual(['Decrypt', 'GenerateDataKey']);
  expect(first?.of).toBe('arn:aws:s3:::many');
  expect(more).toEqual([]);
});

test('without a bucket key each object costs its own', async () => {
  const key = await bucketOf('single', false);
  for (let at = 0; at < 3; at++) await put(it.admin, 'single', `k${at}`);
  for (let at = 0; at < 3; at++) await get(it.admin, 'single', `k${at}`);
  expect((await usesOf(key)).map(({ of }) => of).toSorted()).toEqual(
    ['k0', 'k0', 'k1', 'k1', 'k2', 'k2'].map((name) => `arn:aws:s3:::single/${name}`),
  );
});

describe('nobody reads by what another was allowed', () => {
  test('each requester is asked for, and whoever may not use the key is refused', async () => {
    const key = await bucketOf('shared-key');
    await put(it.admin, 'shared-key', 'k');
    await get(it.admin, 'shared-key', 'k');
    const reads = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
    const without = await it.userClient('key-less', [reads]);
    expect(await refusal(get(without, 'shared-key', 'k'))).toMatchObject({ code: 'AccessDenied' });
    expect(await refusal(put(without, 'shared-key', 'x'))).toMatchObject({ code: 'AccessDenied' });
    const reader = await it.userClient('key-reader', [
      reads,
      { Effect: 'Allow', Action: 'kms:Decrypt', Resource: key },
    ]);
    expect(await get(reader, 'shared-key', 'k')).toBe('of k');
    // Who may read may not write by that.
    expect(await refusal(put(reader, 'shared-key', 'x'))).toMatchObject({ code: 'AccessDenied' });
    expect((await usesOf(key)).filter(({ user }) => user === 'key-reader').map(({ name }) => name)).toContain(
      'Decrypt',
    );
  });

  test('a key that is disabled, scheduled for deletion, or has another policy is asked for at once', async () => {
    const key = await bucketOf('taken-back');
    const reads = [{ Effect: 'Allow', Action: ['s3:*', 'kms:*'], Resource: '*' }];
    const reader = await it.userClient('was-allowed', reads);
    await put(it.admin, 'taken-back', 'k');
    expect(await get(reader, 'taken-back', 'k')).toBe('of k');
    await keys.send(new kms.DisableKeyCommand({ KeyId: key }));
    expect(await refusal(get(reader, 'taken-back', 'k'))).toMatchObject({ code: 'KMS.DisabledException' });
    expect(await refusal(put(it.admin, 'taken-back', 'x'))).toMatchObject({ code: 'KMS.DisabledException' });
    await keys.send(new kms.EnableKeyCommand({ KeyId: key }));
    expect(await get(reader, 'taken-back', 'k')).toBe('of k');
    const root = `arn:aws:iam::${it.house.accounts[0].id}:root`;
    const all = { Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' };
    const deny = {
      ...all,
      Effect: 'Deny',
      Principal: { AWS: root.replace(':root', ':user/was-allowed') },
      Action: 'kms:Decrypt',
    };
    await keys.send(new kms.PutKeyPolicyCommand({ KeyId: key, Policy: policyOf(all, deny) }));
    expect(await refusal(get(reader, 'taken-back', 'k'))).toMatchObject({ code: 'AccessDenied' });
    expect(await get(it.admin, 'taken-back', 'k')).toBe('of k');
    await keys.send(new kms.ScheduleKeyDeletionCommand({ KeyId: key }));
    expect(await refusal(get(it.admin, 'taken-back', 'k'))).toMatchObject({ code: 'KMS.KMSInvalidStateException' });
  });
});
