/** Lifecycle rules over the wire, carried out by the product's clock. */
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { days } from '#kernel/clock';
import { openS3House, refusal, type S3House } from './support.ts';

let it: S3House;
beforeAll(async () => {
  it = await openS3House();
});
afterAll(() => it[Symbol.asyncDispose]());

type Rule = Partial<s3.LifecycleRule>;
const setRules = (Bucket: string, rules: readonly Rule[], more: object = {}) => {
  const Rules = rules.map((rule) => ({ Status: 'Enabled' as const, Filter: {}, ...rule }));
  return it.admin.send(
    new s3.PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules }, ...more }),
  );
};

async function newBucket(Bucket: string, versions?: 'Enabled' | 'Suspended', more: object = {}): Promise<void> {
  await it.admin.send(new s3.CreateBucketCommand({ Bucket, ...more }));
  if (versions === undefined) return;
  const VersioningConfiguration = { Status: versions };
  await it.admin.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
}

async function put(Bucket: string, Key: string, more: object = {}): Promise<string | undefined> {
  return (await it.admin.send(new s3.PutObjectCommand({ Bucket, Key, Body: 'x', ...more }))).VersionId;
}

async function versionsOf(Bucket: string): Promise<readonly string[]> {
  const { Versions = [], DeleteMarkers = [] } = await it.admin.send(new s3.ListObjectVersionsCommand({ Bucket }));
  const all = [
    ...Versions.map((each) => ({ kind: 'version', ...each })),
    ...DeleteMarkers.map((each) => ({ kind: 'marker', ...each })),
  ];
  return all.map(({ kind, Key, IsLatest }) => `${Key} ${kind}${IsLatest === true ? ' latest' : ''}`).sort();
}

test('without versions what has ended is gone; what the filter does not mean stays', async () => {
  await newBucket('ends');
  await setRules('ends', [{ ID: 'logs', Filter: { Prefix: 'logs/' }, Expiration: { Days: 30 } }]);
  await put('ends', 'logs/a');
  await put('ends', 'kept');
  const { Expiration } = await it.admin.send(new s3.HeadObjectCommand({ Bucket: 'ends', Key: 'logs/a' }));
  expect(Expiration).toMatch(/^expiry-date="\w{3}, \d\d \w{3} \d{4} 00:00:00 GMT", rule-id="logs"$/);
  await it.house.advance(days(29));
  expect(await versionsOf('ends')).toHaveLength(2);
  await it.house.advance(days(2));
  expect(await versionsOf('ends')).toEqual(['kept version latest']);
  // And on, each day.
  await put('ends', 'logs/b');
  await it.house.advance(days(32));
  expect(await versionsOf('ends')).toEqual(['kept version latest']);
});

test('with versions a marker takes its place; old versions go, but as many as are to be kept; then the marker goes', async () => {
  await newBucket('old', 'Enabled');
  for (let i = 0; i < 4; i += 1) await put('old', 'k');
  await put('old', 'single');
  await setRules('old', [
    { ID: 'end', Filter: { Prefix: 'k' }, Expiration: { Days: 10 } },
    { ID: 'old', NoncurrentVersionExpiration: { NoncurrentDays: 5, NewerNoncurrentVersions: 2 } },
  ]);
  await it.house.advance(days(7));
  expect(await versionsOf('old')).toEqual(['k version', 'k version', 'k version latest', 'single version latest']);
  await it.house.advance(days(5));
  expect(await versionsOf('old')).toEqual(['k marker latest', 'k version', 'k version', 'single version latest']);
  await setRules('old', [
    { ID: 'old', NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
    { ID: 'markers', Expiration: { ExpiredObjectDeleteMarker: true } },
  ]);
  await it.house.advance(days(3));
  await it.house.advance(days(1));
  expect(await versionsOf('old')).toEqual(['single version latest']);
});

test('many objects go in batches', async () => {
  await newBucket('many', 'Enabled');
  for (let i = 0; i < 430; i += 1) await put('many', `k-${i % 215}`);
  await setRules('many', [{ Expiration: { Days: 1 }, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }]);
  await it.house.advance(days(3));
  await it.house.advance(days(3));
  await it.house.advance(days(3));
  expect(await versionsOf('many')).toEqual([]);
});

test('what is locked stays', async () => {
  await newBucket('locked', undefined, { ObjectLockEnabledForBucket: true });
  const until = new Date(it.house.now() + days(100));
  await put('locked', 'k', { ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: until });
  await put('locked', 'k');
  await put('locked', 'k');
  await setRules('locked', [{ NoncurrentVersionExpiration: { NoncurrentDays: 1 } }]);
  await it.house.advance(days(5));
  expect(await versionsOf('locked')).toEqual(['k version', 'k version latest']);
  await it.house.advance(days(100));
  expect(await versionsOf('locked')).toEqual(['k version latest']);
});

test('objects move to another class, and uploads that nobody completed are aborted', async () => {
  await newBucket('moves');
  const big = { Body: Buffer.alloc(200 * 1024) };
  await put('moves', 'big', big);
  await put('moves', 'small');
  await it.admin.send(new s3.CreateMultipartUploadCommand({ Bucket: 'moves', Key: 'upload' }));
  await setRules('moves', [
    { Transitions: [{ Days: 30, StorageClass: 'STANDARD_IA' }] },
    { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
  ]);
  await it.house.advance(days(31));
  const classOf = async (Key: string) =>
    (await it.admin.send(new s3.HeadObjectCommand({ Bucket: 'moves', Key }))).StorageClass;
  expect([await classOf('big'), await classOf('small')]).toEqual(['STANDARD_IA', undefined]);
  expect((await it.admin.send(new s3.ListMultipartUploadsCommand({ Bucket: 'moves' }))).Uploads).toBeUndefined();
});

test('without rules nothing ends any more, and a new bucket of the name has none', async () => {
  await newBucket('again');
  await setRules('again', [{ Expiration: { Days: 1 } }]);
  await put('again', 'k');
  await it.admin.send(new s3.DeleteBucketLifecycleCommand({ Bucket: 'again' }));
  await it.house.advance(days(5));
  expect(await versionsOf('again')).toEqual(['k version latest']);
  await setRules('again', [{ Expiration: { Days: 1 } }]);
  await it.admin.send(new s3.DeleteObjectCommand({ Bucket: 'again', Key: 'k' }));
  await it.admin.send(new s3.DeleteBucketCommand({ Bucket: 'again' }));
  await newBucket('again');
  await put('again', 'k');
  await it.house.advance(days(5));
  expect(await versionsOf('again')).toEqual(['k version latest']);
  const gone = await refusal(it.admin.send(new s3.GetBucketLifecycleConfigurationCommand({ Bucket: 'again' })));
  expect(gone).toMatchObject({ code: 'NoSuchLifecycleConfiguration', status: 404 });
});

test('rules come back as they were sent', async () => {
  await newBucket('rules');
  const midnight = new Date('2030-01-01T00:00:00Z');
  const rules: s3.LifecycleRule[] = [
    { ID: 'old form', Status: 'Disabled', Prefix: 'a', Expiration: { Date: midnight } },
    { ID: 'tag', Status: 'Enabled', Filter: { Tag: { Key: 'k', Value: 'v' } }, Expiration: { Days: 3 } },
    {
      ID: 'all',
      Status: 'Enabled',
      Filter: {
        And: { Prefix: 'p', Tags: [{ Key: 'k', Value: '' }], ObjectSizeGreaterThan: 1, ObjectSizeLessThan: 9 },
      },
      Transitions: [{ Days: 1, StorageClass: 'GLACIER_IR' }],
      NoncurrentVersionTransitions: [{ NoncurrentDays: 30, StorageClass: 'STANDARD_IA', NewerNoncurrentVersions: 2 }],
    },
    { ID: 'size', Status: 'Enabled', Filter: { ObjectSizeGreaterThan: 5 }, Expiration: { Days: 1 } },
    { ID: 'uploads', Status: 'Enabled', Filter: {}, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
    { ID: 'markers', Status: 'Enabled', Filter: {}, Expiration: { ExpiredObjectDeleteMarker: false } },
  ];
  await it.admin.send(
    new s3.PutBucketLifecycleConfigurationCommand({ Bucket: 'rules', LifecycleConfiguration: { Rules: rules } }),
  );
  const { Rules } = await it.admin.send(new s3.GetBucketLifecycleConfigurationCommand({ Bucket: 'rules' }));
  expect(Rules).toEqual(rules);
});

describe('rules that are refused', () => {
  beforeAll(() => newBucket('refuses'));
  const expires = { Expiration: { Days: 1 } };
  test.each<[string, readonly Rule[], string]>([
    ['none', [], 'MalformedXML'],
    ['no action', [{}], 'InvalidRequest'],
    [
      'two of one id',
      [
        { ID: 'a', ...expires },
        { ID: 'a', ...expires },
      ],
      'InvalidArgument',
    ],
    ['no days', [{ Expiration: { Days: 0 } }], 'InvalidArgument'],
    ['days and a date', [{ Expiration: { Days: 1, Date: new Date(0) } }], 'MalformedXML'],
    ['a date that is no midnight', [{ Expiration: { Date: new Date(1000) } }], 'InvalidArgument'],
    ['neither Filter nor Prefix', [{ Filter: undefined, ...expires }], 'MalformedXML'],
    ['both', [{ Prefix: 'a', ...expires }], 'MalformedXML'],
    ['two conditions without And', [{ Filter: { Prefix: 'a', ObjectSizeLessThan: 1 }, ...expires }], 'MalformedXML'],
    ['one condition under And', [{ Filter: { And: { Prefix: 'a' } }, ...expires }], 'MalformedXML'],
    [
      'a tag twice',
      [
        {
          Filter: {
            And: {
              Tags: [
                { Key: 'a', Value: '1' },
                { Key: 'a', Value: '2' },
              ],
            },
          },
          ...expires,
        },
      ],
      'InvalidRequest',
    ],
    ['a class that is early', [{ Transitions: [{ Days: 29, StorageClass: 'STANDARD_IA' }] }], 'InvalidArgument'],
    [
      'gone before it moves',
      [{ Expiration: { Days: 30 }, Transitions: [{ Days: 30, StorageClass: 'GLACIER' }] }],
      'InvalidArgument',
    ],
    [
      'uploads by tags',
      [{ Filter: { Tag: { Key: 'a', Value: '' } }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
      'InvalidRequest',
    ],
    [
      'markers by tags',
      [{ Filter: { Tag: { Key: 'a', Value: '' } }, Expiration: { ExpiredObjectDeleteMarker: true } }],
      'InvalidRequest',
    ],
    [
      '101 versions kept',
      [{ NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 101 } }],
      'InvalidArgument',
    ],
    ['1,001 rules', Array.from({ length: 1001 }, () => expires), 'MalformedXML'],
  ])('%s', async (_what, rules, code) => {
    expect((await refusal(setRules('refuses', rules))).code).toBe(code);
  });
});
