/** MFA delete: who turns it on, what it guards, and that a code is good once. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser } from '../signin/browser.ts';
import { totp } from '../support/totp.ts';
import { openS3House, policyOf, refusal, type S3House } from './support.ts';

let it: S3House;
let serial: string;
let seed: string;
const Bucket = 'guarded';
const must = { code: 'AccessDenied', message: 'Mfa Authentication must be used for this request', status: 403 };

beforeAll(async () => {
  it = await openS3House();
  const { id } = it.house.accounts[0];
  serial = `arn:aws:iam::${id}:mfa/root-account-mfa-device`;
  const text = await readFile(join(it.house.directory, 'state', 'root-password'), 'utf8');
  const password = /^password = (\S+)/m.exec(text)?.[1] ?? '';
  const browser = new Browser(it.house.endpoint);
  await browser.open('/root');
  await browser.send('/sign-in', { user: `root@${id}.lockstead.local`, password });
  await browser.open('/security');
  await browser.send('/security/authenticator', { name: 'authenticator' });
  seed = /type the seed: <code>(\w+)<\/code>/.exec(browser.shown.html)?.[1] ?? '';
  await browser.send('/security/enable', { code1: totp(seed, -2), code2: totp(seed, -1) });
  expect(browser.shown.html).toContain(serial);
  await it.admin.send(new s3.CreateBucketCommand({ Bucket }));
});
afterAll(() => it[Symbol.asyncDispose]());

const versioning = (client: s3.S3Client, VersioningConfiguration: s3.VersioningConfiguration, MFA?: string) =>
  client.send(
    new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration, ...(MFA === undefined ? {} : { MFA }) }),
  );

// One device shows few codes in the time of a test: what belongs together stands in one.
test('the root user turns it on with a code, and removes versions with another', async () => {
  const on = { Status: 'Enabled', MFADelete: 'Enabled' } as const;
  const said = 'This operation may only be performed by the bucket owner';
  expect(await refusal(versioning(it.admin, on, `${serial} ${totp(seed)}`))).toMatchObject({
    message: said,
    status: 403,
  });
  expect(await refusal(versioning(it.root, on))).toMatchObject(must);
  for (const header of [serial, `${serial} 12345`, `${serial}123456`, `${serial}x ${totp(seed)}`, ` ${totp(seed)}`]) {
    expect(await refusal(versioning(it.root, on, header))).toMatchObject(must);
  }
  const code = totp(seed);
  await versioning(it.root, on, `${serial} ${code}`);
  const get = new s3.GetBucketVersioningCommand({ Bucket });
  expect(await it.admin.send(get)).toMatchObject({ Status: 'Enabled', MFADelete: 'Enabled' });

  const put = async (): Promise<string> => {
    const { VersionId = '' } = await it.admin.send(new s3.PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
    return VersionId;
  };
  const first = await put();
  const VersionId = await put();
  const gone = { Bucket, Key: 'k', VersionId };
  // Nobody else, whatever policies say, and the code that was used is no code.
  const Policy = policyOf({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${Bucket}/*` });
  await it.admin.send(new s3.DeletePublicAccessBlockCommand({ Bucket }));
  await it.admin.send(new s3.PutBucketPolicyCommand({ Bucket, Policy }));
  const next = `${serial} ${totp(seed, 1)}`;
  expect(await refusal(it.admin.send(new s3.DeleteObjectCommand(gone)))).toMatchObject(must);
  expect(await refusal(it.admin.send(new s3.DeleteObjectCommand({ ...gone, MFA: next })))).toMatchObject(must);
  expect(await refusal(it.other.send(new s3.DeleteObjectCommand({ ...gone, MFA: next })))).toMatchObject(must);
  expect((await it.anonymous(`/${Bucket}/k?versionId=${VersionId}`, { method: 'DELETE' })).status).toBe(403);
  expect(await refusal(it.root.send(new s3.DeleteObjectCommand(gone)))).toMatchObject(must);
  expect(await refusal(it.root.send(new s3.DeleteObjectCommand({ ...gone, MFA: `${serial} ${code}` })))).toMatchObject(
    must,
  );

  // Several at once: one version among them, and the whole request is refused.
  const several = { Objects: [{ Key: 'other' }, { Key: 'k', VersionId }] };
  expect(await refusal(it.root.send(new s3.DeleteObjectsCommand({ Bucket, Delete: several })))).toMatchObject(must);
  await it.admin.send(new s3.HeadObjectCommand(gone));
  // A marker takes nothing away, and needs no code; a wrong one fails the request all the same.
  await it.admin.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'other' }] } }));
  const wrong = { Bucket, Delete: { Objects: [{ Key: 'other' }] }, MFA: `${serial} 000000` };
  expect(await refusal(it.root.send(new s3.DeleteObjectsCommand(wrong)))).toMatchObject(must);
  await it.admin.send(new s3.DeleteObjectCommand({ Bucket, Key: 'k' }));

  expect(await refusal(versioning(it.admin, { Status: 'Suspended' }))).toMatchObject(must);
  expect(await refusal(versioning(it.admin, { Status: 'Enabled', MFADelete: 'Disabled' }))).toMatchObject(must);

  // Two requests with one code: one of them is carried out.
  const both = await Promise.allSettled(
    [VersionId, first].map((each) => it.root.send(new s3.DeleteObjectCommand({ ...gone, VersionId: each, MFA: next }))),
  );
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const { Versions = [] } = await it.admin.send(new s3.ListObjectVersionsCommand({ Bucket, Prefix: 'k' }));
  expect(Versions).toHaveLength(1);
});
