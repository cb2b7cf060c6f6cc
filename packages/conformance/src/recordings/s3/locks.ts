/** Recorded scenarios of object lock. */
import * as sdk from '@aws-sdk/client-s3';
import type { S3Stage } from './s3-stage.ts';
import type { S3Scenarios } from './scenario.ts';

const withLocks = { ObjectLockEnabledForBucket: true };
const minute = 60_000;

/** By the product's clock, which other scenarios move. */
function inMinutes(s3: S3Stage, minutes: number): Date {
  return new Date(s3.stage.cloud.clock.now().getTime() + minutes * minute);
}

const put = async (s3: S3Stage, label: string, input: sdk.PutObjectCommandInput): Promise<string | undefined> =>
  (await s3.record(label, s3.client().send(new sdk.PutObjectCommand(input))))?.VersionId;

const head = async (s3: S3Stage, label: string, input: sdk.HeadObjectCommandInput): Promise<void> => {
  await s3.record(label, s3.client().send(new sdk.HeadObjectCommand(input)));
};

const retain = async (s3: S3Stage, label: string, input: sdk.PutObjectRetentionCommandInput): Promise<void> => {
  await s3.record(label, s3.client().send(new sdk.PutObjectRetentionCommand(input)));
};

const remove = async (s3: S3Stage, label: string, input: sdk.DeleteObjectCommandInput): Promise<void> => {
  await s3.record(label, s3.client().send(new sdk.DeleteObjectCommand(input)));
};

async function putLocked(s3: S3Stage, Bucket: string, Key: string): Promise<string | undefined> {
  return await put(s3, 'put-object-with-lock', {
    Bucket,
    Key,
    Body: 'test-put-object-lock',
    ObjectLockMode: 'GOVERNANCE',
    ObjectLockRetainUntilDate: inMinutes(s3, 10),
  });
}

const setLocks = async (
  s3: S3Stage,
  label: string,
  Bucket: string,
  ObjectLockConfiguration: sdk.ObjectLockConfiguration,
): Promise<void> => {
  const command = new sdk.PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration });
  await s3.record(label, s3.client().send(command));
};

const locksOf = async (s3: S3Stage, label: string, Bucket: string): Promise<void> => {
  await s3.record(label, s3.client().send(new sdk.GetObjectLockConfigurationCommand({ Bucket })));
};

const daily = { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } } as const;

export const lockScenarios: S3Scenarios = {
  test_delete_locked_object: async (s3) => {
    const [Bucket, Key] = [await s3.newBucket(withLocks), 'test-delete-locked'];
    const VersionId = await put(s3, 'put-obj', { Bucket, Key, Body: 'test' });
    const hold = async (label: string, Status: 'ON' | 'OFF'): Promise<void> => {
      const command = new sdk.PutObjectLegalHoldCommand({ Bucket, Key, VersionId, LegalHold: { Status } });
      await s3.record(label, s3.client().send(command));
    };
    await hold('put-object-legal-hold', 'ON');
    await remove(s3, 'delete-object-locked', { Bucket, Key, VersionId });
    const Delete = { Objects: [{ Key, VersionId }] };
    await s3.record('delete-objects-locked', s3.client().send(new sdk.DeleteObjectsCommand({ Bucket, Delete })));
    await hold('put-object-legal-hold-off', 'OFF');
  },

  test_bucket_config_default_retention: async (s3) => {
    const Bucket = await s3.newBucket(withLocks);
    await setLocks(s3, 'put-lock-config', Bucket, { ObjectLockEnabled: 'Enabled', Rule: daily });
    const byDefault = { Bucket, Key: 'test-default-lock' };
    await put(s3, 'put-object-default', { ...byDefault, Body: 'test-default-lock' });
    await head(s3, 'head-object-default', byDefault);
    const own = { Bucket, Key: 'test-put-object-lock' };
    await putLocked(s3, Bucket, own.Key);
    await head(s3, 'head-object-with-lock', own);
    await put(s3, 'put-object-with-lock-no-date', { ...own, Body: 'x', ObjectLockMode: 'GOVERNANCE' });
  },

  test_object_lock_delete_markers: async (s3) => {
    const [Bucket, Key] = [await s3.newBucket(withLocks), 'test-delete-marker'];
    await putLocked(s3, Bucket, Key);
    await head(s3, 'head-object-with-lock', { Bucket, Key });
    const marker = await s3.record('put-delete-marker', s3.client().send(new sdk.DeleteObjectCommand({ Bucket, Key })));
    const named = { Bucket, Key, VersionId: marker?.VersionId };
    const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: inMinutes(s3, 20) } as const;
    await retain(s3, 'put-object-retention-delete-marker', { ...named, Retention });
    await s3.record('get-object-retention-delete-marker', s3.client().send(new sdk.GetObjectRetentionCommand(named)));
    await head(s3, 'head-object-locked-delete-marker', named);
  },

  test_object_lock_extend_duration: async (s3) => {
    const [Bucket, Key] = [await s3.newBucket(withLocks), 'test-extend'];
    await putLocked(s3, Bucket, Key);
    await head(s3, 'head-object-with-lock', { Bucket, Key });
    const until = (minutes: number) => ({
      Mode: 'GOVERNANCE' as const,
      RetainUntilDate: inMinutes(s3, minutes),
    });
    await retain(s3, 'put-object-retention-extend', { Bucket, Key, Retention: until(20) });
    await head(s3, 'head-object-with-lock-extended', { Bucket, Key });
    await retain(s3, 'put-object-retention-reduce', { Bucket, Key, Retention: until(5) });
  },

  test_s3_copy_object_retention_lock: async (s3) => {
    const [Bucket, Key] = [await s3.newBucket(withLocks), 'source-object'];
    await put(s3, 'put-source-object', {
      Bucket,
      Key,
      Body: '{"key": "value"}',
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: inMinutes(s3, 10),
    });
    await head(s3, 'head-source-object', { Bucket, Key });
    const copy = new sdk.CopyObjectCommand({ Bucket, Key: 'dest-key', CopySource: `${Bucket}/${Key}` });
    await s3.record('copy-lock', s3.client().send(copy));
    await head(s3, 'head-dest-key', { Bucket, Key: 'dest-key' });
  },

  test_s3_object_lock_mode_validation: async (s3) => {
    const [Bucket, Key] = [await s3.newBucket(withLocks), 'test-lock-mode'];
    const until = inMinutes(s3, 10);
    const object = { Bucket, Key, Body: 'test' };
    await put(s3, 'put-obj-locked-error-no-retain-date', { ...object, ObjectLockMode: 'GOVERNANCE' });
    await put(s3, 'put-obj-locked-error-no-mode', { ...object, ObjectLockRetainUntilDate: until });
    const bad = { ObjectLockMode: 'BAD-VALUE' as never, ObjectLockRetainUntilDate: until };
    await put(s3, 'put-obj-locked-bad-value', { ...object, ...bad });
    const begin = new sdk.CreateMultipartUploadCommand({ Bucket, Key, ...bad });
    await s3.record('create-mpu-locked-bad-value', s3.client().send(begin));
  },

  test_s3_object_retention_compliance_mode: async (s3) => {
    const [Bucket, Key] = [await s3.newBucket(withLocks), 'test-retention-locked-object'];
    const VersionId = await put(s3, 'put-obj-locked-1', { Bucket, Key, Body: 'test' });
    const version = { Bucket, Key, VersionId };
    const end = inMinutes(s3, 10);
    const compliance = { Mode: 'COMPLIANCE', RetainUntilDate: end } as const;
    await retain(s3, 'add-compliance-retention', { ...version, Retention: compliance });
    await remove(s3, 'put-delete-marker', { Bucket, Key });
    await remove(s3, 'delete-locked-1', version);
    await remove(s3, 'delete-locked-2', { ...version, BypassGovernanceRetention: true });
    const sooner = { ...compliance, RetainUntilDate: inMinutes(s3, 5) };
    await retain(s3, 'update-retention-shortened', { ...version, Retention: sooner, BypassGovernanceRetention: true });
    const looser = { ...compliance, Mode: 'GOVERNANCE' } as const;
    await retain(s3, 'update-retention-less-restrictive', {
      ...version,
      Retention: looser,
      BypassGovernanceRetention: true,
    });
    await s3.stage.cloud.clock.advance('PT11M');
    await remove(s3, 'delete-obj-after-lock-expiration', version);
  },

  test_disable_versioning_on_locked_bucket: async (s3) => {
    const Bucket = await s3.newBucket(withLocks);
    const set = async (label: string, Status: 'Enabled' | 'Suspended'): Promise<void> => {
      const command = new sdk.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } });
      await s3.record(label, s3.client().send(command));
    };
    await set('disable-versioning-on-locked-bucket', 'Suspended');
    await set('enable-versioning-again-on-locked-bucket', 'Enabled');
  },

  test_get_object_lock_configuration_exc: async (s3) => {
    await locksOf(s3, 'get-lock-config-no-enabled', await s3.newBucket());
    await locksOf(s3, 'get-lock-config-bucket-not-exists', s3.newName());
  },

  test_get_put_object_lock_configuration: async (s3) => {
    const Bucket = await s3.newBucket(withLocks);
    await locksOf(s3, 'get-lock-config-start', Bucket);
    await setLocks(s3, 'put-lock-config', Bucket, { ObjectLockEnabled: 'Enabled', Rule: daily });
    await locksOf(s3, 'get-lock-config', Bucket);
    await setLocks(s3, 'put-lock-config-enabled', Bucket, { ObjectLockEnabled: 'Enabled' });
    await locksOf(s3, 'get-lock-config-only-enabled', Bucket);
  },

  test_put_object_lock_configuration_on_existing_bucket: async (s3) => {
    const Bucket = await s3.newBucket();
    const enable = async (label: string): Promise<void> =>
      await setLocks(s3, label, Bucket, { ObjectLockEnabled: 'Enabled' });
    const version = async (label: string, Status: 'Enabled' | 'Suspended'): Promise<void> => {
      const command = new sdk.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } });
      await s3.record(label, s3.client().send(command));
    };
    await locksOf(s3, 'get-object-lock-existing-bucket-no-config', Bucket);
    await enable('put-object-lock-existing-bucket-no-versioning');
    await version('suspended-versioning', 'Suspended');
    await enable('put-object-lock-existing-bucket-versioning-disabled');
    await version('enabled-versioning', 'Enabled');
    await enable('put-object-lock-existing-bucket-enabled');
    await locksOf(s3, 'get-object-lock-existing-bucket-enabled', Bucket);
  },
};
