/** A trail of the management account for all accounts of its organization. */
import {
  CreateTrailCommand,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { DisableAWSServiceAccessCommand, EnableAWSServiceAccessCommand } from '@aws-sdk/client-organizations';
import { PutBucketPolicyCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOrganization, type TestOrganization } from '../organizations/organization.ts';
import type { Keys } from '../support/lockstead.ts';
import { refusalOf } from '../support/refusal.ts';
import { deliveryPolicy, keysIn, newBucket, newTrail, recordsIn, s3Of, toAfterDelivery, trailsOf } from './trails.ts';

let cloud: Cloud;
let organization: TestOrganization;
let s3: S3Client;
let member: string;
let memberKeys: Keys;

const trail = {
  Name: 'all-accounts',
  S3BucketName: 'all-accounts',
  IsOrganizationTrail: true,
  EnableLogFileValidation: true,
};
const ServicePrincipal = 'cloudtrail.amazonaws.com';

beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  organization = await createOrganization(cloud);
  await cloud.clock.advance(`PT${Math.ceil(toAfterDelivery() / 1000)}S`);
  s3 = s3Of(cloud);
  member = await organization.account('member');
  memberKeys = await organization.keysIn(member);
  await newBucket(s3, trail.S3BucketName, deliveryPolicy(trail.S3BucketName, `AWSLogs/${organization.id}`));
});

afterAll(() => cloud.stop());

test('needs trusted access, and the management account', async () => {
  const create = (keys?: Keys) => refusalOf(trailsOf(cloud, keys).send(new CreateTrailCommand(trail)));
  expect(await create()).toMatchObject({ code: 'CloudTrailAccessNotEnabledException' });
  expect(await create(memberKeys)).toMatchObject({ code: 'NotOrganizationMasterAccountException' });
  await organization.client.send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
  const arn = await newTrail(trailsOf(cloud), trail);
  expect(arn).toBe(`arn:aws:cloudtrail:us-east-1:${cloud.accountId}:trail/all-accounts`);
});

test('delivers the events of each account into its own folder, with digests of its own', async () => {
  await new IAMClient(cloud.clientConfig(memberKeys)).send(new CreateUserCommand({ UserName: 'of-the-member' }));
  await cloud.clock.advance('PT1H');
  await cloud.clock.advance('PT1H');
  const root = `AWSLogs/${organization.id}`;
  const records = await recordsIn(s3, trail.S3BucketName, `${root}/${member}/`);
  expect(records.map(({ eventName }) => eventName)).toContain('CreateUser');
  expect(new Set(records.map(({ recipientAccountId }) => recipientAccountId))).toEqual(new Set([member]));
  for (const account of [member, cloud.accountId]) {
    expect((await keysIn(s3, trail.S3BucketName, `${root}/${account}/CloudTrail-Digest/`)).length).toBeGreaterThan(0);
  }
});

test('a member sees its shadow of it, and cannot stop it', async () => {
  const client = trailsOf(cloud, await organization.keysIn(member));
  const { trailList = [] } = await client.send(new DescribeTrailsCommand({}));
  expect(trailList).toMatchObject([{ Name: 'all-accounts', IsOrganizationTrail: true }]);
  expect((await client.send(new DescribeTrailsCommand({ includeShadowTrails: false }))).trailList).toEqual([]);
  const Name = trailList[0]?.TrailARN ?? '';
  expect((await client.send(new GetTrailStatusCommand({ Name }))).IsLogging).toBe(true);
  expect(await refusalOf(client.send(new StopLoggingCommand({ Name })))).toMatchObject({
    code: 'NotOrganizationMasterAccountException',
  });
});

test('becomes the trail of one account, and its digests go on', async () => {
  const { S3BucketName, Name } = trail;
  const own = deliveryPolicy(S3BucketName, `AWSLogs/${cloud.accountId}`);
  const before = deliveryPolicy(S3BucketName, `AWSLogs/${organization.id}`);
  await s3.send(new PutBucketPolicyCommand({ Bucket: S3BucketName, Policy: own }));
  const client = trailsOf(cloud);
  await client.send(new UpdateTrailCommand({ Name, IsOrganizationTrail: false }));
  await cloud.clock.advance('PT1H');
  await cloud.clock.advance('PT1H');
  expect((await keysIn(s3, S3BucketName, `AWSLogs/${cloud.accountId}/CloudTrail-Digest/`)).length).toBeGreaterThan(0);
  expect(await client.send(new GetTrailStatusCommand({ Name }))).not.toHaveProperty('LatestDigestDeliveryError');
  await s3.send(new PutBucketPolicyCommand({ Bucket: S3BucketName, Policy: before }));
  await client.send(new UpdateTrailCommand({ Name, IsOrganizationTrail: true }));
});

test('without trusted access it covers the management account alone, and no further one can be made', async () => {
  await organization.client.send(new DisableAWSServiceAccessCommand({ ServicePrincipal }));
  const keys = await organization.keysIn(member);
  expect((await trailsOf(cloud, keys).send(new DescribeTrailsCommand({}))).trailList).toEqual([]);
  const root = `AWSLogs/${organization.id}`;
  const files = (account: string) => keysIn(s3, trail.S3BucketName, `${root}/${account}/CloudTrail/`);
  await cloud.clock.advance('PT5M');
  const before = [await files(member), await files(cloud.accountId)];
  await new IAMClient(cloud.clientConfig(await organization.keysIn(member))).send(
    new CreateUserCommand({ UserName: 'unseen' }),
  );
  await cloud.clock.advance('PT5M');
  expect(await files(member)).toEqual(before[0]);
  expect((await files(cloud.accountId)).length).toBeGreaterThan(before[1]?.length ?? 0);
  const again = { ...trail, Name: 'again' };
  expect(await refusalOf(trailsOf(cloud).send(new CreateTrailCommand(again)))).toMatchObject({
    code: 'CloudTrailAccessNotEnabledException',
  });
});
