/** Who gets into a bucket: private at birth, opened on purpose, and told why not. */
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openS3House, openUp, policyOf, refusal, type S3House, textOf } from './support.ts';

let it: S3House;
beforeAll(async () => {
  it = await openS3House();
});
afterAll(() => it[Symbol.asyncDispose]());

async function bucketWith(Bucket: string, Key = 'a.txt', Body = 'hello'): Promise<void> {
  await it.admin.send(new s3.CreateBucketCommand({ Bucket }));
  await it.admin.send(new s3.PutObjectCommand({ Bucket, Key, Body }));
}

const get = (client: s3.S3Client, Bucket: string, Key = 'a.txt'): Promise<s3.GetObjectCommandOutput> =>
  client.send(new s3.GetObjectCommand({ Bucket, Key }));

describe('at birth', () => {
  test('everything is shut, encrypted and the owner’s', async () => {
    await bucketWith('born');
    const { PublicAccessBlockConfiguration: block } = await it.admin.send(
      new s3.GetPublicAccessBlockCommand({ Bucket: 'born' }),
    );
    expect(block).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    expect((await it.anonymous('/born/a.txt')).status).toBe(403);
    const { code, message } = await refusal(get(it.other, 'born'));
    expect([code, message]).toEqual(['AccessDenied', 'Access Denied']);
    const put = new s3.PutObjectCommand({ Bucket: 'born', Key: 'b', Body: 'x', ACL: 'public-read' });
    expect(await refusal(it.admin.send(put))).toMatchObject({ code: 'AccessControlListNotSupported', status: 400 });
  });

  test('a public policy is refused by the setting that forbids it', async () => {
    await bucketWith('shut');
    const Policy = policyOf({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::shut/*',
    });
    const call = it.admin.send(new s3.PutBucketPolicyCommand({ Bucket: 'shut', Policy }));
    expect((await refusal(call)).message).toMatch(
      /is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::shut" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access\.$/,
    );
  });
});

describe('in one account', () => {
  test('the identity’s policy, or the bucket’s, is enough; a denial names what is missing', async () => {
    await bucketWith('team');
    const reader = await it.userClient('reader', [
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::team/*' },
    ]);
    expect(await textOf(get(reader, 'team'))).toBe('hello');
    const nobody = await it.userClient('nobody', []);
    const { message } = await refusal(get(nobody, 'team'));
    expect(message).toBe(
      `User: arn:aws:iam::${it.house.accounts[0].id}:user/nobody is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::team/a.txt" because no identity-based policy allows the s3:GetObject action`,
    );
    const Policy = policyOf({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${it.house.accounts[0].id}:user/nobody` },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::team/*',
    });
    await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket: 'team', Policy }));
    expect(await textOf(get(nobody, 'team'))).toBe('hello');
  });

  test('what is not there is 404 for who may list, 403 for others', async () => {
    await bucketWith('lost');
    const action = (name: string, resource: string): object => ({ Effect: 'Allow', Action: name, Resource: resource });
    const objects = action('s3:GetObject', 'arn:aws:s3:::lost/*');
    const blind = await it.userClient('blind', [objects]);
    const seeing = await it.userClient('seeing', [objects, action('s3:ListBucket', 'arn:aws:s3:::lost')]);
    expect(await refusal(get(blind, 'lost', 'no'))).toMatchObject({ code: 'AccessDenied', status: 403 });
    expect(await refusal(get(seeing, 'lost', 'no'))).toMatchObject({ code: 'NoSuchKey', status: 404 });
    expect(await refusal(get(blind, 'never-made'))).toMatchObject({ code: 'NoSuchBucket', status: 404 });
  });

  test('the root user can undo a policy that locked everybody out', async () => {
    await bucketWith('locked');
    const Policy = policyOf({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: ['arn:aws:s3:::locked', 'arn:aws:s3:::locked/*'],
    });
    await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket: 'locked', Policy }));
    expect((await refusal(get(it.root, 'locked'))).message).toContain(
      'with an explicit deny in a resource-based policy',
    );
    const remove = new s3.DeleteBucketPolicyCommand({ Bucket: 'locked' });
    expect(await refusal(it.admin.send(remove))).toMatchObject({ code: 'AccessDenied' });
    await it.root.send(remove);
    expect(await textOf(get(it.root, 'locked'))).toBe('hello');
  });
});

describe('across accounts', () => {
  test('both sides must allow', async () => {
    await bucketWith('shared');
    const [, second] = it.house.accounts;
    const Policy = policyOf({
      Effect: 'Allow',
      Principal: { AWS: second?.id },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::shared/*',
    });
    const guest = await it.userClient('guest', [], 1);
    expect(await refusal(get(it.other, 'shared'))).toMatchObject({ code: 'AccessDenied' });
    await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket: 'shared', Policy }));
    expect(await textOf(get(it.other, 'shared'))).toBe('hello');
    expect(await refusal(get(guest, 'shared'))).toMatchObject({ code: 'AccessDenied', message: 'Access Denied' });
    const Everything = policyOf({
      Effect: 'Allow',
      Principal: { AWS: second?.id },
      Action: 's3:*',
      Resource: ['arn:aws:s3:::shared', 'arn:aws:s3:::shared/*'],
    });
    await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket: 'shared', Policy: Everything }));
    const takeover = new s3.PutBucketPolicyCommand({ Bucket: 'shared', Policy: Everything });
    expect(await refusal(it.other.send(takeover))).toMatchObject({ code: 'MethodNotAllowed', status: 405 });
    const remove = new s3.DeleteBucketPolicyCommand({ Bucket: 'shared' });
    expect(await refusal(it.other.send(remove))).toMatchObject({ code: 'MethodNotAllowed', status: 405 });
  });

  test('an object that another account wrote is that account’s, where ACLs are on', async () => {
    await bucketWith('inbox');
    await openUp(it.admin, 'inbox', 'ObjectWriter');
    const [, second] = it.house.accounts;
    const Policy = policyOf({
      Effect: 'Allow',
      Principal: { AWS: second?.id },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::inbox/*',
    });
    await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket: 'inbox', Policy }));
    await it.other.send(new s3.PutObjectCommand({ Bucket: 'inbox', Key: 'theirs', Body: 'x' }));
    expect(await refusal(get(it.admin, 'inbox', 'theirs'))).toMatchObject({ code: 'AccessDenied' });
    expect(await textOf(get(it.other, 'inbox', 'theirs'))).toBe('x');
    // What the bucket's policy allows everybody it does not allow there, whichever statements stand beside it; what it denies is denied.
    const everybody = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::inbox/*' };
    const never = { ...everybody, Effect: 'Deny', Action: 's3:DeleteObject' };
    const written = JSON.parse(Policy).Statement[0];
    for (const statements of [
      [everybody],
      [everybody, never],
      [never, everybody],
      [never, never, everybody, written],
    ]) {
      await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket: 'inbox', Policy: policyOf(...statements) }));
      expect((await it.anonymous('/inbox/theirs')).status).toBe(403);
      expect((await it.anonymous('/inbox/a.txt')).status).toBe(200);
      expect(await textOf(get(it.other, 'inbox', 'theirs'))).toBe('x');
    }
    const denied = policyOf(everybody, { ...everybody, Effect: 'Deny', Principal: { AWS: second?.id } });
    await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket: 'inbox', Policy: denied }));
    expect(await refusal(get(it.other, 'inbox', 'theirs'))).toMatchObject({ code: 'AccessDenied' });
    await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket: 'inbox', Policy }));
    const ACL = 'bucket-owner-full-control';
    await it.other.send(new s3.PutObjectCommand({ Bucket: 'inbox', Key: 'given', Body: 'y', ACL }));
    expect(await textOf(get(it.admin, 'inbox', 'given'))).toBe('y');
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' as const }] };
    await it.admin.send(new s3.PutBucketOwnershipControlsCommand({ Bucket: 'inbox', OwnershipControls }));
    expect(await textOf(get(it.admin, 'inbox', 'theirs'))).toBe('x');
    expect(await refusal(get(it.other, 'inbox', 'theirs'))).toMatchObject({ code: 'AccessDenied' });
  });
});

describe('everybody', () => {
  test('by policy, once it is opened on purpose, and shut again by RestrictPublicBuckets', async () => {
    await bucketWith('public-one');
    await bucketWith('public-two');
    await openUp(it.admin, 'public-one');
    const Policy = policyOf({
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::public-one/*',
    });
    await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket: 'public-one', Policy }));
    expect(await (await it.anonymous('/public-one/a.txt')).text()).toBe('hello');
    expect((await it.anonymous('/public-two/a.txt')).status).toBe(403);
    const PublicAccessBlockConfiguration = { RestrictPublicBuckets: true };
    await it.admin.send(new s3.PutPublicAccessBlockCommand({ Bucket: 'public-one', PublicAccessBlockConfiguration }));
    expect((await it.anonymous('/public-one/a.txt')).status).toBe(403);
    expect(await textOf(get(it.admin, 'public-one'))).toBe('hello');
  });

  test('by ACL, and shut again by IgnorePublicAcls', async () => {
    await bucketWith('by-acl');
    await openUp(it.admin, 'by-acl', 'ObjectWriter');
    await it.admin.send(new s3.PutObjectCommand({ Bucket: 'by-acl', Key: 'open', Body: 'x', ACL: 'public-read' }));
    expect((await it.anonymous('/by-acl/open')).status).toBe(200);
    expect((await it.anonymous('/by-acl/a.txt')).status).toBe(403);
    const PublicAccessBlockConfiguration = { IgnorePublicAcls: true };
    await it.admin.send(new s3.PutPublicAccessBlockCommand({ Bucket: 'by-acl', PublicAccessBlockConfiguration }));
    expect((await it.anonymous('/by-acl/open')).status).toBe(403);
  });
});

test.each([
  ['another Region', 'eu-west-1', { code: 'AuthorizationHeaderMalformed', status: 400 }],
  ['its own', 'us-east-1', undefined],
])('a request that is signed for %s', async (_, region, refused) => {
  await bucketWith(`in-${region}`);
  const call = it
    .client(it.house.accounts[0].admin, region)
    .send(new s3.HeadObjectCommand({ Bucket: `in-${region}`, Key: 'a.txt' }));
  if (refused === undefined) await call;
  else expect((await refusal(call)).status).toBe(refused.status);
});

test('an object that is a page with a script has no powers in a browser', async () => {
  await bucketWith('pages');
  await openUp(it.admin, 'pages', 'ObjectWriter');
  const page = { Bucket: 'pages', Key: 'x.html', Body: '<script>1</script>', ContentType: 'text/html' } as const;
  await it.admin.send(new s3.PutObjectCommand({ ...page, ACL: 'public-read' }));
  const { headers } = await it.anonymous('/pages/x.html');
  expect(headers.get('content-type')).toBe('text/html');
  expect(headers.get('content-security-policy')).toBe('sandbox');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});
