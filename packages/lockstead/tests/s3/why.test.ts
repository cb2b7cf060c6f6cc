/** What `lockstead why` tells of refusals that are S3's own: which setting, where it is set, what would open it, and what that opens beside it. */
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExplainedDecision } from '#explained/decision';
import { renderDecision } from '#explained/render';
import { paintFor } from '#terminal/paint';
import { send, signed } from '../support/signed.ts';
import { customerKey } from './buckets.ts';
import { openS3House, openUp, policyOf, type S3House } from './support.ts';

let it: S3House;
const admins = (): S3House['house']['accounts'][number]['admin'] => it.house.accounts[0].admin;

/** As the command prints it, in one line. */
async function why(query: string): Promise<string> {
  const { host, port } = new URL(it.house.endpoint);
  const asked = { method: 'GET', path: `/_lockstead/decisions?${query}`, headers: { host } };
  const reply = await send(Number(port), asked, signed(asked, { keys: admins(), service: 'lockstead' }));
  expect(reply.status, reply.text).toBe(200);
  const paint = paintFor({ isTerminal: false, environment: {} });
  return renderDecision(JSON.parse(reply.text) as ExplainedDecision, { paint, all: false }).replaceAll(/\s+/g, ' ');
}

/** Of a call that is refused. */
async function whyOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (thrown: { $metadata: { requestId: string } }) => thrown,
  );
  if (error === undefined) throw new Error('the call was not refused');
  return await why(`requestId=${error.$metadata.requestId}`);
}

const open = (Bucket: string): object => ({
  Sid: 'Everybody',
  Effect: 'Allow',
  Principal: '*',
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
});

async function bucket(Bucket: string, ownership?: s3.ObjectOwnership): Promise<void> {
  await it.admin.send(new s3.CreateBucketCommand({ Bucket }));
  if (ownership !== undefined) await openUp(it.admin, Bucket, ownership);
}

beforeAll(async () => {
  it = await openS3House();
});
afterAll(() => it[Symbol.asyncDispose]());

describe('Block Public Access', () => {
  test('BlockPublicPolicy of the bucket', async () => {
    await bucket('why-policy');
    const put = new s3.PutBucketPolicyCommand({ Bucket: 'why-policy', Policy: policyOf(open('why-policy')) });
    const text = await whyOf(it.admin.send(put));
    expect(text).toContain('Denied: s3:PutBucketPolicy');
    expect(text).toContain('A setting refuses it, whatever policies say');
    expect(text).toContain(
      'BlockPublicPolicy of S3 Block Public Access, set for bucket why-policy The policy is public: statement 1 ("Everybody") lets in whoever asks.',
    );
    expect(text).toContain(
      'Turn BlockPublicPolicy off for the bucket (aws s3api put-public-access-block --bucket why-policy …).',
    );
    expect(text).toContain('Without it whoever may put a policy on the bucket may open it to everybody');
    expect(text).not.toContain('for the account');
    const bySentence = await why(
      `principal=${encodeURIComponent(`arn:aws:iam::${it.house.accounts[0].id}:user/admin`)}&action=s3:PutBucketPolicy&resource=arn:aws:s3:::why-policy`,
    ).catch(() => '');
    if (bySentence !== '') expect(bySentence).toContain('BlockPublicPolicy');
  });

  test('BlockPublicAcls, by header and by operation', async () => {
    await bucket('why-acls', 'ObjectWriter');
    const PublicAccessBlockConfiguration = { BlockPublicAcls: true };
    await it.admin.send(new s3.PutPublicAccessBlockCommand({ Bucket: 'why-acls', PublicAccessBlockConfiguration }));
    const asked = { Bucket: 'why-acls', ACL: 'public-read' } as const;
    const calls = [
      () => it.admin.send(new s3.PutObjectCommand({ ...asked, Key: 'k', Body: 'x' })),
      () => it.admin.send(new s3.PutBucketAclCommand(asked)),
    ];
    for (const call of calls) {
      expect(await whyOf(call())).toContain('BlockPublicAcls of S3 Block Public Access, set for bucket why-acls');
    }
  });

  test('RestrictPublicBuckets, told beside what the layers say', async () => {
    await bucket('why-restricted');
    await it.admin.send(new s3.DeletePublicAccessBlockCommand({ Bucket: 'why-restricted' }));
    const named = { ...open('why-restricted'), Sid: 'Other', Principal: { AWS: it.house.accounts[1]?.id } };
    const Policy = policyOf(open('why-restricted'), named);
    await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket: 'why-restricted', Policy }));
    const PublicAccessBlockConfiguration = { RestrictPublicBuckets: true };
    const put = { Bucket: 'why-restricted', PublicAccessBlockConfiguration };
    await it.admin.send(new s3.PutPublicAccessBlockCommand(put));
    await it.admin.send(new s3.PutObjectCommand({ Bucket: 'why-restricted', Key: 'k', Body: 'x' }));
    const text = await whyOf(it.other.send(new s3.GetObjectCommand({ Bucket: 'why-restricted', Key: 'k' })));
    expect(text).toContain('RestrictPublicBuckets of S3 Block Public Access, set for bucket why-restricted');
    expect(text).toContain('statement 1 ("Everybody") lets in whoever asks');
    expect(text).toContain('Take what is public out of the policy');
    expect((await it.anonymous('/why-restricted/k')).status).toBe(403);
    expect(await why('last=denial')).toContain('Who nobody (unsigned)');
    expect(await why('last=denial')).toContain('RestrictPublicBuckets');
    // Its own account is let in all the same.
    await it.admin.send(new s3.GetObjectCommand({ Bucket: 'why-restricted', Key: 'k' }));
  });

  test('IgnorePublicAcls names the grant that does not count', async () => {
    await bucket('why-ignored', 'ObjectWriter');
    await it.admin.send(new s3.PutObjectCommand({ Bucket: 'why-ignored', Key: 'k', Body: 'x', ACL: 'public-read' }));
    expect((await it.anonymous('/why-ignored/k')).status).toBe(200);
    const PublicAccessBlockConfiguration = { IgnorePublicAcls: true };
    await it.admin.send(new s3.PutPublicAccessBlockCommand({ Bucket: 'why-ignored', PublicAccessBlockConfiguration }));
    expect((await it.anonymous('/why-ignored/k')).status).toBe(403);
    const text = await why('last=denial');
    expect(text).toContain('IgnorePublicAcls of S3 Block Public Access, set for bucket why-ignored');
    expect(text).toContain('ACL of the object: READ for http://acs.amazonaws.com/groups/global/AllUsers');
  });
});

describe('ownership', () => {
  test('an ACL that the bucket does not take', async () => {
    await bucket('why-owned');
    const put = new s3.PutObjectCommand({ Bucket: 'why-owned', Key: 'k', Body: 'x', ACL: 'public-read' });
    expect(await whyOf(it.admin.send(put))).toContain(
      'BucketOwnerEnforced of S3 Object Ownership, set for bucket why-owned The request sets an ACL',
    );
  });

  test('an ACL that is not asked any more', async () => {
    await bucket('why-off', 'ObjectWriter');
    await it.admin.send(new s3.PutObjectCommand({ Bucket: 'why-off', Key: 'k', Body: 'x', ACL: 'public-read' }));
    await openUp(it.admin, 'why-off', 'BucketOwnerEnforced');
    expect((await it.anonymous('/why-off/k')).status).toBe(403);
    expect(await why('last=denial')).toContain(
      'There is a grant that would allow it, and no ACL is asked: ACL of the object: READ',
    );
  });

  test("an object of another account, which the bucket's policy cannot open", async () => {
    await bucket('why-foreign', 'ObjectWriter');
    const second = it.house.accounts[1]?.id;
    const write = {
      Effect: 'Allow',
      Principal: { AWS: second },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::why-foreign/*',
    };
    const Policy = policyOf(open('why-foreign'), write);
    await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket: 'why-foreign', Policy }));
    await it.other.send(new s3.PutObjectCommand({ Bucket: 'why-foreign', Key: 'k', Body: 'x' }));
    expect((await it.anonymous('/why-foreign/k')).status).toBe(403);
    const text = await why('last=denial');
    expect(text).toContain(`The owner of the object, set for the object, which account ${second} owns`);
    expect(text).toContain("With BucketOwnerEnforced the bucket's policy holds for all objects");
  });
});

test('a key of the customer, and an owner who is not expected', async () => {
  await bucket('why-other');
  const put = new s3.PutObjectCommand({ Bucket: 'why-other', Key: 'k', Body: 'x', ...customerKey('x') });
  expect(await whyOf(it.admin.send(put))).toContain(
    'BlockedEncryptionTypes of the default encryption, set for bucket why-other',
  );
  const get = new s3.ListObjectsV2Command({ Bucket: 'why-other', ExpectedBucketOwner: '000000000000' });
  expect(await whyOf(it.admin.send(get))).toContain(
    `expects that account 000000000000 owns the bucket why-other. Account ${it.house.accounts[0].id} does.`,
  );
});

test('a requester who does not say that he pays', async () => {
  await bucket('why-pays');
  const payment = { Payer: 'Requester' } as const;
  await it.admin.send(
    new s3.PutBucketRequestPaymentCommand({ Bucket: 'why-pays', RequestPaymentConfiguration: payment }),
  );
  await it.admin.send(new s3.DeletePublicAccessBlockCommand({ Bucket: 'why-pays' }));
  await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket: 'why-pays', Policy: policyOf(open('why-pays')) }));
  const paid = await whyOf(it.other.send(new s3.ListObjectsV2Command({ Bucket: 'why-pays' })));
  expect(paid).toContain(
    'Requester Pays, set for bucket why-pays The caller is of another account and does not say that he pays.',
  );
});

test('a plain denial has no such reasons', async () => {
  await bucket('why-plain');
  const user = await it.userClient('why-nobody', []);
  const text = await whyOf(user.send(new s3.GetObjectCommand({ Bucket: 'why-plain', Key: 'k' })));
  expect(text).toContain('The least change that would allow it');
  expect(text).not.toContain('set for');
});
