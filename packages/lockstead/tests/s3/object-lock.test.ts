/** Object lock: what is retained or held stays, by the product's clock, whoever asks; and who may loosen what. */
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { milliseconds } from '#kernel/clock';
import { openS3House, refusal, type S3House } from './support.ts';

let it: S3House;
beforeAll(async () => {
  it = await openS3House();
  await it.admin.send(new s3.CreateBucketCommand({ Bucket: 'vault', ObjectLockEnabledForBucket: true }));
  await it.admin.send(new s3.CreateBucketCommand({ Bucket: 'plain' }));
});
afterAll(() => it[Symbol.asyncDispose]());

type Mode = s3.ObjectLockRetentionMode;
const hour = 3_600_000;
const now = (): number => it.house.now();
const inHours = (hours: number): Date => new Date(now() + hours * hour);
const until = (Mode: Mode, hours: number): s3.ObjectLockRetention => ({ Mode, RetainUntilDate: inHours(hours) });
const locked = { code: 'AccessDenied', status: 403, message: 'Access Denied because object protected by object lock.' };

let count = 0;
async function newObject(more: Partial<s3.PutObjectCommandInput> = {}) {
  count += 1;
  const object = { Bucket: 'vault', Key: `object-${count}` };
  const { VersionId } = await it.admin.send(new s3.PutObjectCommand({ ...object, Body: 'x', ...more }));
  return { ...object, VersionId };
}

type Version = Awaited<ReturnType<typeof newObject>>;
const retain = (version: Version, Retention: s3.ObjectLockRetention, bypass = false, by = it.admin) =>
  by.send(
    new s3.PutObjectRetentionCommand({ ...version, Retention, ...(bypass ? { BypassGovernanceRetention: true } : {}) }),
  );
const remove = (version: Version, bypass = false, by = it.admin) =>
  by.send(new s3.DeleteObjectCommand({ ...version, ...(bypass ? { BypassGovernanceRetention: true } : {}) }));
const hold = (version: Version, Status: 'ON' | 'OFF') =>
  it.admin.send(new s3.PutObjectLegalHoldCommand({ ...version, LegalHold: { Status } }));

describe('what a retention may become', () => {
  type Row = readonly [from: Mode, to: Mode | 'none', hours: number, plain: boolean, passing: boolean];
  test.each<Row>([
    ['GOVERNANCE', 'GOVERNANCE', 20, true, true],
    ['GOVERNANCE', 'GOVERNANCE', 5, false, true],
    ['GOVERNANCE', 'COMPLIANCE', 20, true, true],
    ['GOVERNANCE', 'COMPLIANCE', 5, false, true],
    ['GOVERNANCE', 'none', 0, false, true],
    ['COMPLIANCE', 'COMPLIANCE', 20, true, true],
    ['COMPLIANCE', 'COMPLIANCE', 5, false, false],
    ['COMPLIANCE', 'GOVERNANCE', 20, false, false],
    ['COMPLIANCE', 'none', 0, false, false],
  ])('%s, then %s for %d hours', async (from, to, hours, plain, passing) => {
    for (const [bypass, isTaken] of [
      [false, plain],
      [true, passing],
    ] as const) {
      const version = await newObject();
      await retain(version, until(from, 10));
      const change = retain(version, to === 'none' ? {} : until(to, hours), bypass);
      if (isTaken) await change;
      else expect(await refusal(change)).toMatchObject(locked);
      const after = it.admin.send(new s3.GetObjectRetentionCommand(version));
      const mode = isTaken ? to : from;
      if (mode === 'none') expect((await refusal(after)).code).toBe('NoSuchObjectLockConfiguration');
      else expect((await after).Retention?.Mode).toBe(mode);
    }
  });
});

test.each<[Mode, boolean]>([
  ['GOVERNANCE', true],
  ['COMPLIANCE', false],
])('%s: nobody deletes it before its time, the root user included; with the header: %s', async (mode, passes) => {
  const version = await newObject();
  await retain(version, until(mode, 1));
  for (const by of [it.admin, it.root]) expect(await refusal(remove(version, false, by))).toMatchObject(locked);
  if (!passes) expect(await refusal(remove(version, true, it.root))).toMatchObject(locked);
  // A marker may stand before it: the version stays.
  await it.admin.send(new s3.DeleteObjectCommand({ Bucket: version.Bucket, Key: version.Key }));
  await it.admin.send(new s3.HeadObjectCommand(version));
  if (passes) await remove(version, true);
});

test('when its time is over it goes, by the clock of the product', async () => {
  const version = await newObject({ ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: inHours(1) });
  expect(await refusal(remove(version))).toMatchObject(locked);
  await it.house.advance(milliseconds(hour + 1000));
  await remove(version);
});

test('passing governance is a permission of its own, and so is each operation', async () => {
  const version = await newObject();
  await retain(version, until('GOVERNANCE', 1));
  const allow = (...actions: string[]) => [{ Effect: 'Allow', Action: actions, Resource: '*' }];
  const clerk = await it.userClient('clerk', allow('s3:DeleteObjectVersion', 's3:PutObjectRetention', 's3:GetObject*'));
  for (const call of [remove(version, true, clerk), retain(version, {}, true, clerk)]) {
    expect((await refusal(call)).message).toContain('s3:BypassGovernanceRetention');
  }
  const reader = await it.userClient('lock-reader', allow('s3:GetObject', 's3:GetObjectVersion'));
  const denied = await refusal(reader.send(new s3.GetObjectRetentionCommand(version)));
  expect(denied.message).toContain('s3:GetObjectRetention');
  // Who may read the object, and not its locks or tags, is not told of them.
  await hold(version, 'ON');
  await it.admin.send(new s3.PutObjectTaggingCommand({ ...version, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }));
  const { VersionId: _, ...current } = version;
  for (const asked of [version, current]) {
    const seen = await it.admin.send(new s3.HeadObjectCommand(asked));
    expect(seen).toMatchObject({ ObjectLockMode: 'GOVERNANCE', ObjectLockLegalHoldStatus: 'ON' });
    expect((await it.admin.send(new s3.GetObjectCommand(asked))).TagCount).toBe(1);
    const unseen = await reader.send(new s3.GetObjectCommand(asked));
    expect(unseen.ObjectLockMode).toBeUndefined();
    expect(unseen.ObjectLockRetainUntilDate).toBeUndefined();
    expect(unseen.ObjectLockLegalHoldStatus).toBeUndefined();
    expect(unseen.TagCount).toBeUndefined();
  }
});

test('a hold has no end but its release, and stands beside a retention', async () => {
  const version = await newObject();
  expect((await refusal(it.admin.send(new s3.GetObjectLegalHoldCommand(version)))).code).toBe(
    'NoSuchObjectLockConfiguration',
  );
  await hold(version, 'ON');
  await it.house.advance(milliseconds(24 * hour));
  expect(await refusal(remove(version, true))).toMatchObject(locked);
  await hold(version, 'OFF');
  expect((await it.admin.send(new s3.GetObjectLegalHoldCommand(version))).LegalHold).toEqual({ Status: 'OFF' });
  await remove(version);
});

test('a policy sets how long a retention may be', async () => {
  const atMost = { NumericLessThanEquals: { 's3:object-lock-remaining-retention-days': '10' } };
  const short = await it.userClient('short', [
    { Effect: 'Allow', Action: ['s3:PutObjectRetention', 's3:PutObject'], Resource: '*', Condition: atMost },
  ]);
  const version = await newObject();
  await retain(version, until('GOVERNANCE', 240), false, short);
  expect((await refusal(retain(version, until('GOVERNANCE', 241), false, short))).code).toBe('AccessDenied');
  const upload = (hours: number) => {
    const lock = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inHours(hours) } as const;
    return short.send(new s3.PutObjectCommand({ Bucket: 'vault', Key: 'short', Body: 'x', ...lock }));
  };
  expect((await refusal(upload(241))).code).toBe('AccessDenied');
});

describe('configurations of a bucket', () => {
  const put = (Bucket: string, ObjectLockConfiguration: object) =>
    it.admin.send(new s3.PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
  const rule = (DefaultRetention: object) => ({ ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } });
  test.each([
    ['nothing', {}, 'MalformedXML'],
    ['not enabled', { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } }, 'MalformedXML'],
    ['without a mode', rule({ Days: 1 }), 'MalformedXML'],
    ['without a period', rule({ Mode: 'GOVERNANCE' }), 'MalformedXML'],
    ['with two periods', rule({ Mode: 'GOVERNANCE', Days: 1, Years: 1 }), 'MalformedXML'],
    ['for no day', rule({ Mode: 'GOVERNANCE', Days: 0 }), 'InvalidArgument'],
    ['for 101 years', rule({ Mode: 'COMPLIANCE', Years: 101 }), 'InvalidArgument'],
  ])('%s is refused', async (_what, configuration, code) => {
    expect((await refusal(put('vault', configuration))).code).toBe(code);
  });

  test('what a bucket says by default new objects get, and old ones do not', async () => {
    await put('vault', rule({ Mode: 'COMPLIANCE', Years: 1 }));
    const { RetainUntilDate } =
      (await it.admin.send(new s3.GetObjectRetentionCommand(await newObject()))).Retention ?? {};
    expect(Math.round(((RetainUntilDate?.getTime() ?? 0) - now()) / (24 * hour))).toBe(365);
    await put('vault', { ObjectLockEnabled: 'Enabled' });
    expect((await refusal(it.admin.send(new s3.GetObjectRetentionCommand(await newObject())))).code).toBe(
      'NoSuchObjectLockConfiguration',
    );
  });

  test('without locks there is nothing to retain or hold', async () => {
    const object = { Bucket: 'plain', Key: 'k' };
    await it.admin.send(new s3.PutObjectCommand({ ...object, Body: 'x' }));
    for (const call of [
      it.admin.send(new s3.GetObjectRetentionCommand(object)),
      it.admin.send(new s3.GetObjectLegalHoldCommand(object)),
      it.admin.send(new s3.PutObjectRetentionCommand({ ...object, Retention: until('GOVERNANCE', 1) })),
    ]) {
      expect(await refusal(call)).toMatchObject({
        code: 'InvalidRequest',
        message: 'Bucket is missing Object Lock Configuration',
      });
    }
  });
});
