/**
 * CloudTrail writes in its own name, so that somebody may want to lead it into a bucket that lets it write: a confused deputy. And a trail may be
 * told to write what costs most.
 * AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cross-service-confused-deputy-prevention.html
 */
import {
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import type { S3Client } from '@aws-sdk/client-s3';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliveryPolicy, keysIn, newBucket, newTrail, s3Of, trailsOf } from '../cloudtrail/trails.ts';
import { createOrganization } from '../organizations/organization.ts';
import type { Keys } from '../support/lockstead.ts';
import { refusalOf } from '../support/refusal.ts';

let cloud: Cloud;
let victimsBucket: S3Client;
let attacker: string;
let attackersKeys: Keys;

beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  const organization = await createOrganization(cloud);
  attacker = await organization.account('attacker');
  attackersKeys = await organization.keysIn(attacker);
  victimsBucket = s3Of(cloud);
  const arn = `arn:aws:cloudtrail:us-east-1:${cloud.accountId}:trail/honest`;
  await newBucket(victimsBucket, 'bound', deliveryPolicy('bound', `AWSLogs/${cloud.accountId}`, arn));
  await newBucket(victimsBucket, 'unbound', deliveryPolicy('unbound', `AWSLogs/${cloud.accountId}`));
  await newBucket(victimsBucket, 'private');
  await newTrail(trailsOf(cloud), { Name: 'honest', S3BucketName: 'bound' });
});

afterAll(() => cloud.stop());

const refused = { code: 'InsufficientS3BucketPolicyException' };

describe("another account's trail into the victim's bucket", () => {
  test.each<[string, string, object]>([
    ['a bucket that lets nobody in', 'private', {}],
    ["a bucket for the victim's own folder", 'unbound', {}],
    ['a bucket that is bound to a trail', 'bound', {}],
    ["… by a prefix that leads into the victim's folder", 'bound', { victimsFolder: true }],
    ['… under the name that the trail has', 'bound', { Name: 'honest' }],
  ])(
    '%s',
    async (_, S3BucketName, { Name = 'attack', victimsFolder = false }: { Name?: string; victimsFolder?: boolean }) => {
      const S3KeyPrefix = victimsFolder ? `AWSLogs/${cloud.accountId}` : undefined;
      const create = new CreateTrailCommand({ Name, S3BucketName, S3KeyPrefix });
      expect(await refusalOf(trailsOf(cloud, attackersKeys).send(create))).toMatchObject(refused);
      expect((await keysIn(victimsBucket, S3BucketName)).filter((key) => key.includes(attacker))).toEqual([]);
    },
  );

  test('a trail that is there already is led astray by no UpdateTrail', async () => {
    const own = s3Of(cloud, attackersKeys);
    await newBucket(own, 'attackers-own', deliveryPolicy('attackers-own', `AWSLogs/${attacker}`));
    const client = trailsOf(cloud, attackersKeys);
    await newTrail(client, { Name: 'moving', S3BucketName: 'attackers-own' });
    const update = new UpdateTrailCommand({ Name: 'moving', S3BucketName: 'bound' });
    expect(await refusalOf(client.send(update))).toMatchObject(refused);
    await cloud.clock.advance('PT5M');
    expect((await keysIn(victimsBucket, 'bound')).filter((key) => key.includes(attacker))).toEqual([]);
  });
});

test("the victim's other trail, which the bucket is not bound to", async () => {
  const other = new CreateTrailCommand({ Name: 'other', S3BucketName: 'bound' });
  expect(await refusalOf(trailsOf(cloud).send(other))).toMatchObject(refused);
});

test("another account's trail is not stopped, not even by its ARN", async () => {
  const Name = `arn:aws:cloudtrail:us-east-1:${cloud.accountId}:trail/honest`;
  for (const command of [
    new StopLoggingCommand({ Name }),
    new UpdateTrailCommand({ Name, S3BucketName: 'attackers-own' }),
  ]) {
    const refusal = refusalOf(trailsOf(cloud, attackersKeys).send(command as StopLoggingCommand));
    expect(await refusal).toMatchObject({ code: 'TrailNotFoundException' });
  }
});

test('selectors that cost most to match do not hold up others', async () => {
  const client = trailsOf(cloud, attackersKeys);
  // Long values that agree with every event for almost all their length, 498 of them.
  const StartsWith = Array.from({ length: 497 }, (_, i) => `arn:aws:s3:::${'a'.repeat(2000)}${i}`);
  const FieldSelectors = [
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
    { Field: 'resources.ARN', NotStartsWith: StartsWith },
  ];
  await client.send(
    new PutEventSelectorsCommand({ TrailName: 'moving', AdvancedEventSelectors: [{ FieldSelectors }] }),
  );
  const started = performance.now();
  await cloud.clock.advance('PT5M');
  expect(performance.now() - started).toBeLessThan(2000);
});
