/** `can` about buckets and keys of KMS, held against what happens when the same is really asked for: all that decides takes part. */
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as s3 from '@aws-sdk/client-s3';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shown } from '../cli/terminal.ts';
import { allowOnly, type Key, newUser } from '../support/iam.ts';

let cloud: Cloud;
let admin: s3.S3Client;
let keys: kms.KMSClient;
let key = '';
const users: Map<string, Key> = new Map();

const bucketNames = ['plain', 'granted', 'shut', 'public', 'by-acl', 'denied'] as const;

async function putPolicy(Bucket: string, Effect: string, Principal: unknown, Action: string): Promise<void> {
  const Statement = [{ Effect, Principal, Action, Resource: `arn:aws:s3:::${Bucket}/*` }];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await admin.send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
}

beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  const config = { ...cloud.clientConfig(), forcePathStyle: true };
  admin = new s3.S3Client(config);
  keys = new kms.KMSClient(cloud.clientConfig());
  for (const name of ['alice', 'bob', 'carol']) users.set(name, (await newUser(cloud, name)).key);
  await new IAMClient(cloud.clientConfig()).send(new CreateUserCommand({ UserName: 'nobody' }));
  await allowOnly(cloud, 'bob', ['s3:GetObject', 's3:PutObject', 's3:ListBucket']);
  const arn = (name: string): string => `arn:aws:iam::${cloud.accountId}:user/${name}`;
  for (const Bucket of bucketNames) {
    await admin.send(new s3.CreateBucketCommand({ Bucket }));
    await admin.send(new s3.PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
  }
  await putPolicy('granted', 'Allow', { AWS: arn('alice') }, 's3:GetObject');
  await putPolicy('denied', 'Deny', '*', 's3:GetObject');
  for (const Bucket of ['shut', 'public', 'by-acl']) {
    const block = { BlockPublicPolicy: false, BlockPublicAcls: false, IgnorePublicAcls: false };
    const PublicAccessBlockConfiguration = { ...block, RestrictPublicBuckets: Bucket === 'shut' };
    await admin.send(new s3.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    if (Bucket !== 'by-acl') await putPolicy(Bucket, 'Allow', '*', 's3:GetObject');
  }
  const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
  await admin.send(new s3.PutBucketOwnershipControlsCommand({ Bucket: 'by-acl', OwnershipControls }));
  await admin.send(new s3.PutObjectAclCommand({ Bucket: 'by-acl', Key: 'k', ACL: 'public-read' }));
  key = (await keys.send(new kms.CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
  const Operations: kms.GrantOperation[] = ['Encrypt'];
  await keys.send(new kms.CreateGrantCommand({ KeyId: key, GranteePrincipal: arn('carol'), Operations }));
});
afterAll(() => cloud.stop());

async function can(principal: string, action: string, resource: string): Promise<boolean> {
  const { accessKeyId, secretAccessKey } = cloud.credentials;
  const { code } = await shown(['can', principal, action, resource], {
    environment: {
      AWS_ENDPOINT_URL: cloud.endpoint,
      AWS_REGION: cloud.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
  });
  expect(code).toBeLessThan(2);
  return code === 0;
}

async function isDone(call: Promise<unknown>): Promise<boolean> {
  return await call.then(
    () => true,
    (error: Error) => {
      expect(error.name).toMatch(/^AccessDenied/);
      return false;
    },
  );
}

test.each(bucketNames)('objects of %s', async (Bucket) => {
  const resource = `arn:aws:s3:::${Bucket}/k`;
  const answers: Record<string, boolean> = {};
  for (const [name, credentials] of users) {
    const client = new s3.S3Client({ ...cloud.clientConfig(credentials), forcePathStyle: true });
    const said = await can(`user/${name}`, 's3:GetObject', resource);
    expect([name, said]).toEqual([name, await isDone(client.send(new s3.GetObjectCommand({ Bucket, Key: 'k' })))]);
    answers[name] = said;
    const puts = await can(`user/${name}`, 's3:PutObject', resource);
    const write = client.send(new s3.PutObjectCommand({ Bucket, Key: 'other', Body: 'x' }));
    expect([name, puts]).toEqual([name, await isDone(write)]);
    const lists = await can(`user/${name}`, 's3:ListBucket', `arn:aws:s3:::${Bucket}`);
    expect([name, lists]).toEqual([name, await isDone(client.send(new s3.ListObjectsV2Command({ Bucket })))]);
  }
  const anonymous = await can('anonymous', 's3:GetObject', resource);
  expect(anonymous).toBe((await fetch(`${cloud.endpoint}/${Bucket}/k`)).status === 200);
  const expected = {
    plain: [false, true, false, false],
    granted: [true, true, false, false],
    shut: [true, true, true, false],
    public: [true, true, true, true],
    'by-acl': [true, true, true, true],
    denied: [false, false, false, false],
  }[Bucket];
  expect([answers['alice'], answers['bob'], answers['carol'], anonymous]).toEqual(expected);
});

test('a key of KMS: its grants count', async () => {
  for (const [name, credentials] of users) {
    const client = new kms.KMSClient(cloud.clientConfig(credentials));
    const said = await can(`user/${name}`, 'kms:Encrypt', key);
    const encrypts = client.send(new kms.EncryptCommand({ KeyId: key, Plaintext: Buffer.from('x') }));
    expect([name, said]).toEqual([name, await isDone(encrypts)]);
    expect(said).toBe(name === 'carol');
  }
});
