/** Trails as their API shows them: made, changed, found, tagged, and refused as AWS refuses. */
import {
  AddTagsCommand,
  CreateTrailCommand,
  type CreateTrailCommandInput,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  ListTrailsCommand,
  PutEventSelectorsCommand,
  PutInsightSelectorsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import type { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allow, clientsOf, lastRecord, newUser } from '../support/clients.ts';
import { type House, openHouse } from '../support/lockstead.ts';
import { refusalOf } from '../support/refusal.ts';
import { deliveryPolicy, newBucket, s3Of, trailsOf } from './trails.ts';

let house: House;
let s3: S3Client;
let client: ReturnType<typeof trailsOf>;
let account: string;

beforeAll(async () => {
  house = await openHouse({ furtherAccounts: 1 });
  const [{ id, admin }] = house.accounts;
  account = id;
  s3 = s3Of(house, admin);
  client = trailsOf(house, admin);
  await newBucket(s3, 'trails', deliveryPolicy('trails', `AWSLogs/${account}`));
  await newBucket(s3, 'closed');
});

afterAll(async () => {
  await house[Symbol.asyncDispose]();
});

const arnOf = (name: string, region = 'us-east-1'): string => `arn:aws:cloudtrail:${region}:${account}:trail/${name}`;
const create = (Name: string, more: Partial<CreateTrailCommandInput> = {}) =>
  client.send(new CreateTrailCommand({ Name, S3BucketName: 'trails', ...more }));

describe('a trail', () => {
  test('is answered with its settings, and is found by name and by ARN', async () => {
    const made = await create('first');
    expect(made).toMatchObject({
      Name: 'first',
      S3BucketName: 'trails',
      IncludeGlobalServiceEvents: true,
      IsMultiRegionTrail: false,
      LogFileValidationEnabled: false,
      IsOrganizationTrail: false,
      TrailARN: arnOf('first'),
    });
    const trail = { HomeRegion: 'us-east-1', HasCustomEventSelectors: false, HasInsightSelectors: false };
    for (const Name of ['first', arnOf('first')]) {
      expect((await client.send(new GetTrailCommand({ Name }))).Trail).toMatchObject({
        TrailARN: arnOf('first'),
        ...trail,
      });
    }
    expect((await client.send(new ListTrailsCommand({}))).Trails).toEqual([
      { TrailARN: arnOf('first'), Name: 'first', HomeRegion: 'us-east-1' },
    ]);
  });

  test('its calls are events that name it', async () => {
    const admin = clientsOf(house, house.accounts[0].admin);
    const record = await lastRecord(admin, 'CreateTrail');
    expect(record).toMatchObject({
      requestParameters: { name: 'first', s3BucketName: 'trails' },
      responseElements: { trailARN: arnOf('first') },
    });
  });

  test('does not log before StartLogging, and tells since when', async () => {
    const status = () => client.send(new GetTrailStatusCommand({ Name: 'first' }));
    expect(await status()).toMatchObject({ IsLogging: false, TimeLoggingStarted: '', LatestDeliveryAttemptTime: '' });
    await client.send(new StartLoggingCommand({ Name: 'first' }));
    const started = await status();
    expect(started).toMatchObject({ IsLogging: true, TimeLoggingStarted: expect.stringMatching(/^\d{4}-.*Z$/) });
    await client.send(new StopLoggingCommand({ Name: arnOf('first') }));
    expect(await status()).toMatchObject({ IsLogging: false, StopLoggingTime: expect.any(Date) });
  });

  test('is changed by what UpdateTrail names, and an empty text removes', async () => {
    const update = (more: object) => client.send(new UpdateTrailCommand({ Name: 'first', ...more }));
    const prefixed = deliveryPolicy('prefixed', `logs/AWSLogs/${account}`);
    await newBucket(s3, 'prefixed', prefixed);
    expect(
      await update({ S3BucketName: 'prefixed', S3KeyPrefix: 'logs', EnableLogFileValidation: true }),
    ).toMatchObject({
      S3BucketName: 'prefixed',
      S3KeyPrefix: 'logs',
      LogFileValidationEnabled: true,
    });
    const back = await update({ S3BucketName: 'trails', S3KeyPrefix: '' });
    expect(back).toMatchObject({ S3BucketName: 'trails', LogFileValidationEnabled: true });
    expect(back.S3KeyPrefix).toBeUndefined();
  });

  test('its selectors are answered in the form in which they were put', async () => {
    const TrailName = 'first';
    const get = () => client.send(new GetEventSelectorsCommand({ TrailName }));
    expect((await get()).EventSelectors).toEqual([
      { ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] },
    ]);
    const FieldSelectors = [{ Field: 'eventCategory', Equals: ['Management'] }];
    const put = await client.send(
      new PutEventSelectorsCommand({ TrailName, AdvancedEventSelectors: [{ Name: 'all', FieldSelectors }] }),
    );
    expect(put).toMatchObject({ TrailARN: arnOf('first'), AdvancedEventSelectors: [{ Name: 'all', FieldSelectors }] });
    const advanced = await get();
    expect(advanced.EventSelectors).toBeUndefined();
    expect(advanced.AdvancedEventSelectors).toEqual([{ Name: 'all', FieldSelectors }]);
    await client.send(new PutEventSelectorsCommand({ TrailName, EventSelectors: [{ ReadWriteType: 'WriteOnly' }] }));
    expect((await get()).AdvancedEventSelectors).toBeUndefined();
    expect((await client.send(new GetTrailCommand({ Name: TrailName }))).Trail?.HasCustomEventSelectors).toBe(true);
  });

  test('insight selectors are kept, and an empty list turns them off', async () => {
    const TrailName = 'first';
    const get = () => client.send(new GetInsightSelectorsCommand({ TrailName }));
    expect(await refusalOf(get())).toMatchObject({ code: 'InsightNotEnabledException' });
    const InsightSelectors = [{ InsightType: 'ApiCallRateInsight' as const }];
    await client.send(new PutInsightSelectorsCommand({ TrailName, InsightSelectors }));
    expect((await get()).InsightSelectors).toEqual(InsightSelectors);
    await client.send(new PutInsightSelectorsCommand({ TrailName, InsightSelectors: [] }));
    expect(await refusalOf(get())).toMatchObject({ code: 'InsightNotEnabledException' });
  });

  test('has tags', async () => {
    const ResourceId = arnOf('first');
    await client.send(
      new AddTagsCommand({
        ResourceId,
        TagsList: [
          { Key: 'team', Value: 'blue' },
          { Key: 'cost', Value: '1' },
        ],
      }),
    );
    await client.send(new RemoveTagsCommand({ ResourceId, TagsList: [{ Key: 'cost' }] }));
    const listed = await client.send(new ListTagsCommand({ ResourceIdList: [ResourceId] }));
    expect(listed.ResourceTagList).toEqual([{ ResourceId, TagsList: [{ Key: 'team', Value: 'blue' }] }]);
  });

  test('is deleted', async () => {
    await create('short-lived');
    await client.send(new StartLoggingCommand({ Name: 'short-lived' }));
    await client.send(new DeleteTrailCommand({ Name: 'short-lived' }));
    expect(await refusalOf(client.send(new DeleteTrailCommand({ Name: arnOf('short-lived') })))).toMatchObject({
      code: 'TrailNotFoundException',
      message: `Unknown trail: ${arnOf('short-lived')} for the user: ${account}`,
    });
  });
});

describe('Regions', () => {
  test('a multi-Region trail has shadows, and only its home changes it', async () => {
    await create('everywhere', { IsMultiRegionTrail: true });
    const elsewhere = trailsOf(house, house.accounts[0].admin, 'eu-west-1');
    const names = async (includeShadowTrails?: boolean) =>
      (await elsewhere.send(new DescribeTrailsCommand({ includeShadowTrails }))).trailList?.map(({ Name }) => Name);
    expect(await names()).toEqual(['everywhere']);
    expect(await names(true)).toEqual(['everywhere']);
    expect(await names(false)).toEqual([]);
    const Name = arnOf('everywhere');
    expect((await elsewhere.send(new GetTrailCommand({ Name }))).Trail?.HomeRegion).toBe('us-east-1');
    expect(await refusalOf(elsewhere.send(new StopLoggingCommand({ Name })))).toMatchObject({
      code: 'InvalidHomeRegionException',
    });
    expect(await refusalOf(elsewhere.send(new GetTrailCommand({ Name: 'first' })))).toMatchObject({
      code: 'TrailNotFoundException',
    });
    const described = await elsewhere.send(new DescribeTrailsCommand({ trailNameList: [arnOf('first'), 'first'] }));
    expect(described.trailList?.map(({ TrailARN }) => TrailARN)).toEqual([arnOf('first')]);
    await client.send(new DeleteTrailCommand({ Name: 'everywhere' }));
  });

  test('five trails, and no sixth', async () => {
    for (const name of ['second', 'third', 'fourth', 'fifth']) await create(name);
    expect(await refusalOf(create('sixth'))).toMatchObject({
      code: 'MaximumNumberOfTrailsExceededException',
      message: `User: ${account} already has 5 trails in us-east-1.`,
    });
    for (const Name of ['second', 'third', 'fourth', 'fifth']) await client.send(new DeleteTrailCommand({ Name }));
  });
});

describe('refused', () => {
  test.each<[string, Partial<CreateTrailCommandInput>, string, string?]>([
    [
      'a name that is too short',
      { Name: 'ab' },
      'InvalidTrailNameException',
      'Trail name too short. Minimum allowed length: 3 characters. Specified name length: 2 characters.',
    ],
    ['a name with other characters', { Name: 'a b c' }, 'InvalidTrailNameException'],
    ['a name with two hyphens', { Name: 'a--b' }, 'InvalidTrailNameException'],
    ['an address as a name', { Name: '192.168.5.4' }, 'InvalidTrailNameException'],
    ['a name that is taken', { Name: 'first' }, 'TrailAlreadyExistsException'],
    [
      'a bucket that is not there',
      { S3BucketName: 'no-such-bucket' },
      'S3BucketDoesNotExistException',
      'S3 bucket no-such-bucket does not exist!',
    ],
    [
      'a bucket whose policy does not let it write',
      { S3BucketName: 'closed' },
      'InsufficientS3BucketPolicyException',
      'Incorrect S3 bucket policy is detected for bucket: closed',
    ],
    ['a prefix that the policy does not have', { S3KeyPrefix: 'elsewhere' }, 'InsufficientS3BucketPolicyException'],
    ['a bucket name that none can have', { S3BucketName: 'No_Bucket' }, 'InvalidS3BucketNameException'],
    ['a prefix that is too long', { S3KeyPrefix: 'p'.repeat(201) }, 'InvalidS3PrefixException'],
    [
      'all Regions without global services',
      { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false },
      'InvalidParameterCombinationException',
      'Multi-Region trail must include global service events.',
    ],
    ['a topic', { SnsTopicName: 'topic' }, 'InsufficientSnsTopicPolicyException'],
    [
      'a log group',
      { CloudWatchLogsLogGroupArn: 'arn:aws:logs:us-east-1:111122223333:log-group:g:*' },
      'InvalidCloudWatchLogsLogGroupArnException',
    ],
    ['a key that is not there', { KmsKeyId: 'alias/none' }, 'KmsKeyNotFoundException'],
    ['an organization trail without an organization', { IsOrganizationTrail: true }, 'OrganizationsNotInUseException'],
    ['a tag of AWS', { TagsList: [{ Key: 'aws:x', Value: 'y' }] }, 'InvalidTagParameterException'],
  ])('%s', async (_, more, code, message) => {
    expect(await refusalOf(create('another', more))).toMatchObject({
      code,
      ...(message === undefined ? {} : { message }),
    });
  });

  test('both forms of selectors, and neither', async () => {
    for (const more of [
      {},
      {
        EventSelectors: [{}],
        AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }],
      },
    ]) {
      const put = client.send(new PutEventSelectorsCommand({ TrailName: 'first', ...more }));
      expect(await refusalOf(put)).toMatchObject({ code: 'InvalidEventSelectorsException' });
    }
  });

  test("another account's trail is not there for a stranger", async () => {
    const stranger = trailsOf(house, house.accounts[1]?.admin ?? house.accounts[0].admin);
    for (const command of [
      new GetTrailCommand({ Name: arnOf('first') }),
      new StopLoggingCommand({ Name: arnOf('first') }),
      new DeleteTrailCommand({ Name: arnOf('first') }),
    ]) {
      expect(await refusalOf(stranger.send(command as GetTrailCommand))).toMatchObject({
        code: 'TrailNotFoundException',
      });
    }
  });
});

test('who may: on the trail, and by its tags', async () => {
  const admin = clientsOf(house, house.accounts[0].admin);
  const onFirst = await newUser(house, admin, 'on-first', allow('cloudtrail:*', arnOf('first')));
  const byTag = await newUser(house, admin, 'by-tag', {
    ...allow('cloudtrail:GetTrail*'),
    Condition: { StringEquals: { 'aws:ResourceTag/team': 'blue' } },
  });
  await create('other');
  const denied = { code: 'AccessDeniedException' };
  for (const { keys } of [onFirst, byTag]) {
    const theirs = trailsOf(house, keys);
    await theirs.send(new GetTrailStatusCommand({ Name: 'first' }));
    expect(await refusalOf(theirs.send(new GetTrailStatusCommand({ Name: 'other' })))).toMatchObject(denied);
    expect(await refusalOf(theirs.send(new DescribeTrailsCommand({})))).toMatchObject(denied);
  }
  await client.send(new DeleteTrailCommand({ Name: 'other' }));
});
