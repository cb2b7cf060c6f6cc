/**
 * Digests, checked by an oracle of their own: Node's RSA verification over what AWS documents, with the keys that ListPublicKeys answers. The AWS
 * CLI's own validation of them is among the conformance tests.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import {
  ListPublicKeysCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { CreateUserCommand } from '@aws-sdk/client-iam';
import type { S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { days, hours, minutes } from '#kernel/clock';
import { type Clients, clientsOf } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { deliveryPolicy, keysIn, newBucket, newTrail, s3Of, trailsOf, unpacked } from './trails.ts';

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
});

afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

async function openTrail(name: string, more: object = {}): Promise<void> {
  await newBucket(s3, name, deliveryPolicy(name, `AWSLogs/${account}`));
  await newTrail(client, { Name: name, S3BucketName: name, EnableLogFileValidation: true, ...more });
}

interface DigestText {
  readonly awsAccountId: string;
  readonly digestStartTime: string;
  readonly digestEndTime: string;
  readonly digestS3Bucket: string;
  readonly digestS3Object: string;
  readonly digestPublicKeyFingerprint: string;
  readonly previousDigestS3Object: string | null;
  readonly previousDigestHashValue: string | null;
  readonly previousDigestSignature: string | null;
  readonly newestEventTime: string | null;
  readonly logFiles: readonly { readonly s3Bucket: string; readonly s3Object: string; readonly hashValue: string }[];
}

/** The digests of a Region in their order, each with its signature verified and each of its files' hashes. */
async function verifiedDigests(bucket: string, region = 'us-east-1'): Promise<readonly DigestText[]> {
  const keys = await keysIn(s3, bucket, `AWSLogs/${account}/CloudTrail-Digest/${region}/`);
  const regional = trailsOf(house, house.accounts[0].admin, region);
  const { PublicKeyList = [] } = await regional.send(
    new ListPublicKeysCommand({ StartTime: new Date(0), EndTime: new Date('2100-01-01') }),
  );
  const digests: DigestText[] = [];
  for (const key of keys) {
    const { text, metadata } = await unpacked(s3, bucket, key);
    const digest = JSON.parse(text) as DigestText;
    const hash = createHash('sha256').update(text).digest('hex');
    const signed = [digest.digestEndTime, `${bucket}/${key}`, hash, digest.previousDigestSignature ?? 'null'].join(
      '\n',
    );
    const publicKey = PublicKeyList.find(({ Fingerprint }) => Fingerprint === digest.digestPublicKeyFingerprint);
    const der = createPublicKey({ key: Buffer.from(publicKey?.Value ?? []), format: 'der', type: 'pkcs1' });
    const signature = Buffer.from(metadata['signature'] ?? '', 'hex');
    expect(verify('sha256', Buffer.from(signed), der, signature), key).toBe(true);
    expect(metadata['signature-algorithm']).toBe('SHA256withRSA');
    expect(digest).toMatchObject({ awsAccountId: account, digestS3Bucket: bucket, digestS3Object: key });
    for (const file of digest.logFiles) {
      const { text: content } = await unpacked(s3, file.s3Bucket, file.s3Object);
      expect(createHash('sha256').update(content).digest('hex')).toBe(file.hashValue);
    }
    const last = digests.at(-1);
    if (digest.previousDigestS3Object !== null) {
      expect(digest.previousDigestS3Object).toBe(last?.digestS3Object);
      expect(digest.digestStartTime).toBe(last?.digestEndTime);
    }
    digests.push(digest);
  }
  return digests;
}

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

test('without validation there are none, and it can be turned on while the trail logs', async () => {
  await openTrail('unproven', { EnableLogFileValidation: false });
  await house.advance(hours(2));
  expect(await keysIn(s3, 'unproven', `AWSLogs/${account}/CloudTrail-Digest/`)).toEqual([]);
  await client.send(new UpdateTrailCommand({ Name: 'unproven', EnableLogFileValidation: true }));
  await user('proven');
  await house.advance(hours(1));
  await house.advance(hours(1));
  expect(await verifiedDigests('unproven')).toHaveLength(2);
});
