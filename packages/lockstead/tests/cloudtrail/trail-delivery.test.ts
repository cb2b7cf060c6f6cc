/** What trails deliver, and where: files, their names, what stands in them, and what becomes of those that a bucket refuses. */
import {
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { CreateUserCommand, GetUserCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { minutes } from '#kernel/clock';
import { type Clients, clientsOf } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { refusalOf } from '../support/refusal.ts';
import {
  deliveryPolicy,
  keysIn,
  newBucket,
  newTrail,
  recordsIn,
  s3Of,
  toAfterDelivery,
  trailsOf,
  unpacked,
} from './trails.ts';

let house: House;
let s3: S3Client;
let admin: Clients;
let client: ReturnType<typeof trailsOf>;
let account: string;

beforeAll(async () => {
  house = await openHouse({ furtherAccounts: 1 });
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

const folder = (): string => `AWSLogs/${account}`;
const open = async (bucket: string): Promise<void> => await newBucket(s3, bucket, deliveryPolicy(bucket, folder()));
const namesIn = async (bucket: string): Promise<readonly string[]> =>
  (await recordsIn(s3, bucket)).map(({ eventName }) => eventName);
const user = (UserName: string) => admin.iam.send(new CreateUserCommand({ UserName }));

test('every five minutes a file with the events since, under the name that AWS gives it', async () => {
  await open('plain');
  await newTrail(client, { Name: 'plain', S3BucketName: 'plain' });
  await user('alice');
  await admin.iam.send(new GetUserCommand({ UserName: 'alice' }));
  expect(await keysIn(s3, 'plain')).toEqual([]);
  await house.advance(minutes(5));
  const [key = '', ...others] = await keysIn(s3, 'plain');
  expect(others).toEqual([]);
  expect(key).toMatch(
    new RegExp(
      `^${folder()}/CloudTrail/us-east-1/\\d{4}/\\d{2}/\\d{2}/${account}_CloudTrail_us-east-1_\\d{8}T\\d{4}Z_[A-Za-z0-9]{16}\\.json\\.gz$`,
    ),
  );
  const file = await unpacked(s3, 'plain', key);
  expect(file).toMatchObject({ type: 'application/json', encoding: 'gzip' });
  const names = await namesIn('plain');
  expect(names).toEqual(expect.arrayContaining(['StartLogging', 'CreateUser', 'GetUser']));
  expect(names).not.toContain('CreateTrail');
});

test('a stretch of time without events has no file, and deliveries do not deliver themselves', async () => {
  const before = await keysIn(s3, 'plain');
  for (let i = 0; i < 6; i++) await house.advance(minutes(5));
  // Reading the bucket is a data event, which the trail does not take.
  expect(await keysIn(s3, 'plain')).toEqual(before);
});

test('nothing is delivered twice, and nothing is left out', async () => {
  for (let round = 0; round < 5; round++) {
    for (let i = 0; i < 7; i++) await user(`round-${round}-${i}`);
    await house.advance(minutes(5));
  }
  const records = (await recordsIn(s3, 'plain')).filter(({ eventName }) => eventName === 'CreateUser');
  expect(records).toHaveLength(1 + 5 * 7);
  expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(records.length);
});

test('what happens between StopLogging and StartLogging is not delivered, what happened before it is', async () => {
  const Name = 'plain';
  await user('before-stop');
  await client.send(new StopLoggingCommand({ Name }));
  await house.advance(minutes(1));
  await user('unseen');
  await house.advance(minutes(10));
  const stopped = await recordsIn(s3, 'plain');
  expect(stopped.at(-1)?.eventName).toBe('StopLogging');
  await client.send(new StartLoggingCommand({ Name }));
  await user('after-start');
  await house.advance(minutes(5));
  const texts = await Promise.all(
    (await keysIn(s3, 'plain')).map(async (key) => (await unpacked(s3, 'plain', key)).text),
  );
  const seen = (name: string): boolean => texts.some((text) => text.includes(`"userName":"${name}"`));
  expect([seen('before-stop'), seen('unseen'), seen('after-start')]).toEqual([true, false, true]);
});

test('a trail of all Regions has a file for each, one of a single Region its own alone', async () => {
  await open('wide');
  await newTrail(client, { Name: 'wide', S3BucketName: 'wide', IsMultiRegionTrail: true });
  const inEurope = clientsOf(house, house.accounts[0].admin, 'eu-west-1');
  await inEurope.sts.send(new GetCallerIdentityCommand({}));
  await house.advance(minutes(5));
  const regions = new Set((await recordsIn(s3, 'wide')).map(({ awsRegion }) => awsRegion));
  expect(regions).toEqual(new Set(['us-east-1', 'eu-west-1']));
  expect(await keysIn(s3, 'wide', `${folder()}/CloudTrail/eu-west-1/`)).toHaveLength(1);
  expect(new Set((await recordsIn(s3, 'plain')).map(({ awsRegion }) => awsRegion))).toEqual(new Set(['us-east-1']));
});

test('data events where a selector asks for them, from the next request on', async () => {
  await open('data');
  await newBucket(s3, 'watched');
  await newTrail(client, { Name: 'data', S3BucketName: 'data' });
  const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket: 'watched', Key, Body: 'x' }));
  await put('before');
  await client.send(
    new PutEventSelectorsCommand({
      TrailName: 'data',
      EventSelectors: [
        {
          IncludeManagementEvents: false,
          ReadWriteType: 'WriteOnly',
          DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
        },
      ],
    }),
  );
  await put('after');
  await house.advance(minutes(5));
  const records = await recordsIn(s3, 'data');
  expect(records.map(({ eventName, eventCategory }) => [eventName, eventCategory])).toEqual([['PutObject', 'Data']]);
  // It wants the writes of all buckets, its own among them, and still does not feed on itself.
  for (let i = 0; i < 4; i++) await house.advance(minutes(5));
  expect(await recordsIn(s3, 'data')).toEqual(records);
});

test("a bucket that refuses: the trail says so with S3's code, keeps the events, and catches up", async () => {
  await open('shut');
  await newTrail(client, { Name: 'shut', S3BucketName: 'shut' });
  await house.advance(minutes(5));
  const before = await recordsIn(s3, 'shut');
  const Deny = { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::shut/*' };
  await s3.send(
    new PutBucketPolicyCommand({
      Bucket: 'shut',
      Policy: JSON.stringify({ Version: '2012-10-17', Statement: [Deny] }),
    }),
  );
  await user('while-shut');
  await house.advance(minutes(5));
  await user('while-shut-too');
  for (let i = 0; i < 5; i++) await house.advance(minutes(5));
  const status = () => client.send(new GetTrailStatusCommand({ Name: 'shut' }));
  expect(await status()).toMatchObject({ LatestDeliveryError: 'AccessDenied', IsLogging: true });
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'shut', Policy: deliveryPolicy('shut', folder()) }));
  await house.advance(minutes(5));
  await house.advance(minutes(5));
  expect((await status()).LatestDeliveryError).toBeUndefined();
  const created = (await recordsIn(s3, 'shut')).filter(({ eventName }) => eventName === 'CreateUser');
  expect(created).toHaveLength(before.filter(({ eventName }) => eventName === 'CreateUser').length + 2);
});

test("into another account's bucket, in another Region, where that lets this one trail in", async () => {
  const [{ id, admin: own }, central] = house.accounts;
  if (central === undefined) throw new Error('there is a second account');
  const keeper = s3Of(house, central.admin, 'eu-west-1');
  const arn = `arn:aws:cloudtrail:eu-west-1:${id}:trail/central`;
  await keeper.send(
    new CreateBucketCommand({ Bucket: 'central', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  );
  const Policy = deliveryPolicy('central', folder(), arn);
  await keeper.send(new PutBucketPolicyCommand({ Bucket: 'central', Policy }));
  // Of us-east-1 it would be another trail.
  expect(await refusalOf(newTrail(client, { Name: 'central', S3BucketName: 'central' }))).toMatchObject({
    code: 'InsufficientS3BucketPolicyException',
  });
  const abroad = trailsOf(house, own, 'eu-west-1');
  await newTrail(abroad, { Name: 'central', S3BucketName: 'central' });
  await clientsOf(house, own, 'eu-west-1').sts.send(new GetCallerIdentityCommand({}));
  await house.advance(minutes(5));
  const records = await recordsIn(keeper, 'central');
  expect(records.map(({ eventName }) => eventName)).toContain('GetCallerIdentity');
  expect(new Set(records.map(({ recipientAccountId }) => recipientAccountId))).toEqual(new Set([id]));
});
