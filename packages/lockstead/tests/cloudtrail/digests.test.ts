/** Digests: when they are written, how they are chained, what they name. The AWS CLI's own validation of them is among the conformance tests. */
import { StartLoggingCommand, StopLoggingCommand, UpdateTrailCommand } from '@aws-sdk/client-cloudtrail';
import { CreateUserCommand } from '@aws-sdk/client-iam';
import type { S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { days, hours, minutes } from '#kernel/clock';
import { type Clients, clientsOf } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { deliveryPolicy, keysIn, newBucket, newTrail, s3Of, toAfterDelivery, trailsOf } from './trails.ts';
import { type DigestText, verifiedDigests as verified } from './verified-digests.ts';

let house: House;
let s3: S3Client;
let admin: Clients;
let client: ReturnType<typeof trailsOf>;
let account: string;

beforeAll(async () => {
  house = await openHouse();
  const [first] = house.accounts;
  account = first.id;
  s3 = s3Of(house, first.admin);
  admin = clientsOf(house, first.admin);
  client = trailsOf(house, first.admin);
  await house.advance(toAfterDelivery());
});

afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

async function openTrail(name: string, more: object = {}): Promise<void> {
  await newBucket(s3, name, deliveryPolicy(name, `AWSLogs/${account}`));
  await newTrail(client, { Name: name, S3BucketName: name, EnableLogFileValidation: true, ...more });
}

const verifiedDigests = (bucket: string, region = 'us-east-1'): Promise<readonly DigestText[]> => {
  const regional = trailsOf(house, house.accounts[0].admin, region);
  return verified({ s3, regional, account }, bucket, region);
};

const user = (UserName: string) => admin.iam.send(new CreateUserCommand({ UserName }));

test('one an hour, chained, also for hours without events; each file stands in one of them', async () => {
  await openTrail('hourly');
  for (let hour = 0; hour < 3; hour++) {
    await user(`hour-${hour}`);
    for (let i = 0; i < 12; i++) await house.advance(minutes(5));
  }
  await house.advance(hours(1));
  await house.advance(hours(1));
  const digests = await verifiedDigests('hourly');
  expect(digests.length).toBe(5);
  expect(digests.filter(({ previousDigestS3Object }) => previousDigestS3Object === null)).toHaveLength(1);
  expect(digests.at(-1)).toMatchObject({ logFiles: [], newestEventTime: null });
  const named = digests.flatMap(({ logFiles }) => logFiles.map(({ s3Object }) => s3Object));
  expect(named.toSorted()).toEqual(await keysIn(s3, 'hourly', `AWSLogs/${account}/CloudTrail/`));
  expect(digests[0]?.digestS3Object).toMatch(
    new RegExp(
      `^AWSLogs/${account}/CloudTrail-Digest/us-east-1/\\d{4}/\\d{2}/\\d{2}/${account}_CloudTrail-Digest_us-east-1_hourly_us-east-1_\\d{8}T\\d{6}Z\\.json\\.gz$`,
    ),
  );
});

test('after a jump of the clock one digest covers the hours without events, and it is quick', async () => {
  const before = (await verifiedDigests('hourly')).length;
  await user('before-jump');
  const started = performance.now();
  await house.advance(days(90));
  expect(performance.now() - started).toBeLessThan(20_000);
  await house.advance(hours(1));
  const digests = await verifiedDigests('hourly');
  expect(digests.length).toBe(before + 2);
  expect(digests.at(-2)?.logFiles).toHaveLength(1);
  // The key of the first ones is past its time, and still checks what it has signed.
  expect(new Set(digests.map(({ digestPublicKeyFingerprint }) => digestPublicKeyFingerprint)).size).toBeGreaterThan(1);
});

test('StopLogging ends a chain with what was left, StartLogging begins another', async () => {
  await openTrail('stopped');
  await user('in-the-first-chain');
  await house.advance(minutes(10));
  await client.send(new StopLoggingCommand({ Name: 'stopped' }));
  await house.advance(hours(3));
  const first = await verifiedDigests('stopped');
  expect(first).toHaveLength(1);
  expect(first[0]?.logFiles.length).toBeGreaterThan(0);
  await client.send(new StartLoggingCommand({ Name: 'stopped' }));
  await user('in-the-second-chain');
  await house.advance(hours(1));
  await house.advance(hours(1));
  const all = await verifiedDigests('stopped');
  expect(all.map(({ previousDigestS3Object }) => previousDigestS3Object === null)).toEqual([true, true, false]);
});

test('a stop and a start at once keep no file out of the digests', async () => {
  await openTrail('restarted');
  await user('to-be-hidden');
  await house.advance(minutes(5));
  await client.send(new StopLoggingCommand({ Name: 'restarted' }));
  await client.send(new StartLoggingCommand({ Name: 'restarted' }));
  await house.advance(hours(1));
  await house.advance(hours(1));
  const named = (await verifiedDigests('restarted')).flatMap(({ logFiles }) =>
    logFiles.map(({ s3Object }) => s3Object),
  );
  expect(named).toEqual(expect.arrayContaining([...(await keysIn(s3, 'restarted', `AWSLogs/${account}/CloudTrail/`))]));
});

test('a chain for each Region in which the trail has delivered', async () => {
  await openTrail('regions', { IsMultiRegionTrail: true });
  const inEurope = clientsOf(house, house.accounts[0].admin, 'eu-west-1');
  await inEurope.sts.send(new GetCallerIdentityCommand({}));
  await house.advance(hours(1));
  await house.advance(hours(1));
  const digests = await verifiedDigests('regions', 'eu-west-1');
  expect(digests.length).toBeGreaterThanOrEqual(1);
  expect(digests.flatMap(({ logFiles }) => logFiles)).toHaveLength(1);
  expect((await verifiedDigests('regions')).length).toBeGreaterThanOrEqual(2);
});

test('what was delivered before validation is turned off stands in a last digest', async () => {
  await openTrail('turned-off');
  await user('before-it-was-turned-off');
  await house.advance(minutes(5));
  await client.send(new UpdateTrailCommand({ Name: 'turned-off', EnableLogFileValidation: false }));
  await house.advance(hours(3));
  const digests = await verifiedDigests('turned-off');
  expect(digests).toHaveLength(1);
  expect(digests[0]?.logFiles).toHaveLength(1);
});

test('without validation there are none, and it is turned on again while the trail logs', async () => {
  await client.send(new UpdateTrailCommand({ Name: 'turned-off', EnableLogFileValidation: true }));
  await user('proven-again');
  await house.advance(hours(1));
  await house.advance(hours(1));
  const digests = await verifiedDigests('turned-off');
  expect(digests.map(({ previousDigestS3Object }) => previousDigestS3Object === null)).toEqual([true, true, false]);
});
