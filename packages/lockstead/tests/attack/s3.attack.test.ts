/** Somebody who wants what lies in other people's buckets, or what lies beside them. */
import { readdirSync } from 'node:fs';
import { DeleteAccessKeyCommand, IAMClient } from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { presigned } from '../s3/presigned.ts';
import { openS3House, policyOf, refusal, type S3House, textOf } from '../s3/support.ts';

let it: S3House;
beforeAll(async () => {
  it = await openS3House();
  await it.admin.send(new s3.CreateBucketCommand({ Bucket: 'loot' }));
  await it.admin.send(new s3.PutObjectCommand({ Bucket: 'loot', Key: 'gold', Body: 'secret' }));
});
afterAll(() => it[Symbol.asyncDispose]());

describe('a public policy in disguise is refused while BlockPublicPolicy is on', () => {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::loot/*' };
  const ip = (...ranges: string[]): object => ({ IpAddress: { 'aws:SourceIp': ranges } });
  test.each<[string, ...object[]]>([
    ['plainly', { ...statement, Principal: '*' }],
    ['for any AWS principal', { ...statement, Principal: { AWS: '*' } }],
    ['to all but one', { ...statement, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } }],
    ['half of the internet', { ...statement, Principal: '*', Condition: ip('0.0.0.0/1') }],
    [
      'both halves, in two statements',
      { ...statement, Principal: '*', Condition: ip('0.0.0.0/2', '64.0.0.0/2') },
      { ...statement, Principal: '*', Condition: ip('128.0.0.0/2', '192.0.0.0/2') },
    ],
    [
      'behind a condition that fixes nothing',
      { ...statement, Principal: '*', Condition: { StringLike: { 'aws:UserAgent': '*' } } },
    ],
    [
      'behind IfExists',
      { ...statement, Principal: '*', Condition: { StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' } } },
    ],
    [
      'behind a negation',
      { ...statement, Principal: '*', Condition: { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } } },
    ],
    [
      'with a private statement before it',
      { ...statement, Principal: { AWS: '111122223333' } },
      { ...statement, Principal: '*' },
    ],
  ])('%s', async (_, ...statements) => {
    const put = new s3.PutBucketPolicyCommand({ Bucket: 'loot', Policy: policyOf(...statements) });
    const { code, message } = await refusal(it.admin.send(put));
    // A principal that is not here is refused before: either way nothing is opened.
    expect(['AccessDenied', 'MalformedPolicy']).toContain(code);
    if (code === 'AccessDenied') expect(message).toContain('BlockPublicPolicy');
    expect((await it.anonymous('/loot/gold')).status).toBe(403);
  });
});

describe('a presigned URL', () => {
  test('opens what its maker may open, while the key is there and its time is not over', async () => {
    const keys = await it.user('lender', [
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::loot/*' },
    ]);
    const url = presigned(it.house.endpoint, keys, '/loot/gold');
    expect(await (await fetch(url)).text()).toBe('secret');
    expect((await fetch(url.replace('/gold', '/other'))).status).toBe(403);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    expect((await fetch(`${url}&versionId=null`)).status).toBe(403);
    expect((await fetch(presigned(it.house.endpoint, keys, '/loot/gold', {}, 8 * 24 * 3600))).status).toBe(400);
    const iam = new IAMClient(it.house.clientConfig(it.house.accounts[0].admin));
    await iam.send(new DeleteAccessKeyCommand({ UserName: 'lender', AccessKeyId: keys.accessKeyId }));
    expect((await fetch(url)).status).toBe(403);
  });

  test('a header that nobody signed changes nothing', async () => {
    const keys = await it.user('smuggler', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]);
    const url = presigned(it.house.endpoint, keys, '/loot/gold');
    for (const headers of [{ 'x-amz-copy-source': '/loot/gold' }, { 'x-amz-acl': 'public-read' }] as Record<
      string,
      string
    >[]) {
      expect((await fetch(url, { headers })).status).toBe(403);
    }
  });
});

test('keys that try to leave are keys like any other', async () => {
  const before = readdirSync(it.house.directory);
  for (const Key of ['../../credentials', '..', '/etc/passwd', 'a//b', './x', 'a/../../b', 'c\\..\\d', '%2e%2e/y']) {
    await it.admin.send(new s3.PutObjectCommand({ Bucket: 'loot', Key, Body: Key }));
    expect(await textOf(it.admin.send(new s3.GetObjectCommand({ Bucket: 'loot', Key })))).toBe(Key);
  }
  expect(readdirSync(it.house.directory)).toEqual(before);
  const { Contents = [] } = await it.admin.send(new s3.ListObjectsV2Command({ Bucket: 'loot' }));
  expect(Contents.map(({ Key }) => Key)).toContain('a/../../b');
});

test('keys that no object can have are refused by each operation, and leave no marker where versions are kept', async () => {
  const Bucket = 'markers';
  await it.admin.send(new s3.CreateBucketCommand({ Bucket }));
  const VersioningConfiguration = { Status: 'Enabled' as const };
  await it.admin.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const at = { Bucket, Key: 'k'.repeat(1025) };
  const refused = { code: 'KeyTooLongError', status: 400 };
  expect(await refusal(it.admin.send(new s3.GetObjectCommand(at)))).toMatchObject(refused);
  expect(await refusal(it.admin.send(new s3.GetObjectTaggingCommand(at)))).toMatchObject(refused);
  expect(await refusal(it.admin.send(new s3.DeleteObjectCommand(at)))).toMatchObject(refused);
  const Delete = { Objects: [{ Key: 'k'.repeat(1_000_000) }, { Key: 'ä'.repeat(512) }] };
  const { Errors = [], Deleted = [] } = await it.admin.send(new s3.DeleteObjectsCommand({ Bucket, Delete }));
  expect(Errors.map(({ Code }) => Code)).toEqual(['KeyTooLongError']);
  expect(Deleted).toHaveLength(1);
  const { DeleteMarkers = [] } = await it.admin.send(new s3.ListObjectVersionsCommand({ Bucket }));
  expect(DeleteMarkers.map(({ Key }) => Key)).toEqual(['ä'.repeat(512)]);
});

test('names of buckets are names of buckets', async () => {
  for (const Bucket of ['a..b', 'UPPER', '-x-', 'x'.repeat(64), '127.0.0.1', 'xn--b', 'a_b', 'a-s3alias']) {
    const { code } = await refusal(it.admin.send(new s3.CreateBucketCommand({ Bucket })));
    expect([
      'InvalidBucketName',
      'Error',
      'TypeError',
      'SignatureDoesNotMatch',
      'InvalidBucketNameException',
    ]).toContain(code);
  }
});

describe('documents', () => {
  const bombs = [
    [
      'entities in entities',
      '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><Tagging>&b;</Tagging>',
    ],
    ['a file of this machine', '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Tagging>&x;</Tagging>'],
    ['depth', `${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}`],
  ] as const;
  test.each(bombs)('%s are refused', async (_, body) => {
    const client = it.client(it.house.accounts[0].admin);
    client.middlewareStack.add(
      (next) => async (args) => {
        (args.request as { body: string }).body = body;
        return await next(args);
      },
      { step: 'build', priority: 'high', name: 'other body' },
    );
    const started = performance.now();
    const { status } = await refusal(
      client.send(new s3.PutBucketTaggingCommand({ Bucket: 'loot', Tagging: { TagSet: [] } })),
    );
    expect(status).toBe(400);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
