/** Recorded scenarios of lifecycles. */
import * as sdk from '@aws-sdk/client-s3';
import type { S3Stage } from './s3-stage.ts';
import type { S3Scenarios } from './scenario.ts';

type Rule = Partial<sdk.LifecycleRule>;

const asked = (Bucket: string, rules: readonly Rule[], more: object = {}) => {
  const Rules = rules.map((rule) => ({ Status: 'Enabled', ...rule }));
  return new sdk.PutBucketLifecycleConfigurationCommand({
    Bucket,
    LifecycleConfiguration: { Rules: Rules as sdk.LifecycleRule[] },
    ...more,
  });
};
const put = async (s3: S3Stage, Bucket: string, rules: readonly Rule[], more: object = {}): Promise<void> => {
  await s3.client().send(asked(Bucket, rules, more));
};
const refused = async (s3: S3Stage, label: string, Bucket: string, rules: readonly Rule[]): Promise<void> => {
  await s3.record(label, s3.client().send(asked(Bucket, rules)));
};
const get = async (s3: S3Stage, label: string, Bucket: string): Promise<void> => {
  await s3.record(label, s3.client().send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket })));
};
const putObject = async (s3: S3Stage, label: string, Bucket: string, Key: string): Promise<void> => {
  await s3.record(label, s3.client().send(new sdk.PutObjectCommand({ Bucket, Key, Body: 'test' })));
};
const head = async (s3: S3Stage, label: string, Bucket: string, Key: string): Promise<void> => {
  await s3.record(label, s3.client().send(new sdk.HeadObjectCommand({ Bucket, Key })));
};

const week: Rule = { ID: 'wholebucket', Filter: { Prefix: '' }, Expiration: { Days: 7 } };

export const lifecycleScenarios: S3Scenarios = {
  test_delete_bucket_lifecycle_configuration: async (s3) => {
    const Bucket = await s3.newBucket();
    const remove = () => s3.client().send(new sdk.DeleteBucketLifecycleCommand({ Bucket }));
    await get(s3, 'get-bucket-lifecycle-exc-1', Bucket);
    await s3.record('delete-bucket-lifecycle-no-bucket', remove());
    await put(s3, Bucket, [week]);
    await get(s3, 'get-bucket-lifecycle-conf', Bucket);
    await remove();
    await get(s3, 'get-bucket-lifecycle-exc-2', Bucket);
  },

  test_delete_lifecycle_configuration_on_bucket_deletion: async (s3) => {
    const Bucket = await s3.newBucket();
    await put(s3, Bucket, [week]);
    await get(s3, 'get-bucket-lifecycle-conf', Bucket);
    await s3.client().send(new sdk.DeleteBucketCommand({ Bucket }));
    await s3.client().send(new sdk.CreateBucketCommand({ Bucket }));
    await get(s3, 'get-bucket-lifecycle-exc', Bucket);
  },

  test_bucket_lifecycle_configuration_object_expiry: async (s3) => {
    const [Bucket, Key] = [await s3.newBucket(), 'test-object-expiry'];
    await put(s3, Bucket, [{ ID: 'rule_number_one', Filter: { Prefix: '' }, Expiration: { Days: 7 } }]);
    await get(s3, 'get-bucket-lifecycle-conf', Bucket);
    await s3.client().send(new sdk.PutObjectCommand({ Bucket, Key, Body: 'test' }));
    await head(s3, 'head-object-expiry', Bucket, Key);
    const read = new sdk.GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' });
    await s3.record('get-object-expiry', s3.client().send(read));
  },

  test_bucket_lifecycle_multiple_rules: async (s3) => {
    const Bucket = await s3.newBucket();
    const rule = (ID: string, Prefix: string, Days: number): Rule => ({ ID, Filter: { Prefix }, Expiration: { Days } });
    await put(s3, Bucket, [
      rule('rule_one', 'testobject', 5),
      rule('rule_two', 'test', 8),
      rule('rule_three', 't', 10),
    ]);
    await get(s3, 'get-bucket-lifecycle-conf', Bucket);
    await putObject(s3, 'put-object-match-both-rules', Bucket, 'testobject-1');
    await putObject(s3, 'put-object-match-rule-2', Bucket, 'test-1');
    await putObject(s3, 'put-object-no-match', Bucket, 'no-rules');
  },

  test_object_expiry_after_bucket_lifecycle_configuration: async (s3) => {
    const Bucket = await s3.newBucket();
    await putObject(s3, 'put-object-before', Bucket, 'before');
    await put(s3, Bucket, [{ ID: 'rule3', Filter: {}, Expiration: { Days: 7 } }]);
    await get(s3, 'get-bucket-lifecycle-conf', Bucket);
    await head(s3, 'head-object-expiry-before', Bucket, 'before');
    await putObject(s3, 'put-object-after', Bucket, 'after');
    await head(s3, 'head-object-expiry-after', Bucket, 'after');
  },

  test_lifecycle_expired_object_delete_marker: async (s3) => {
    const [Bucket, Key] = [await s3.newBucket(), 'test-marker'];
    await put(s3, Bucket, [{ ID: 'rule-marker', Filter: {}, Expiration: { ExpiredObjectDeleteMarker: true } }]);
    await get(s3, 'get-bucket-lifecycle-conf', Bucket);
    await putObject(s3, 'put-object', Bucket, Key);
    await head(s3, 'head-object', Bucket, Key);
  },

  test_put_bucket_lifecycle_conf_exc: async (s3) => {
    const Bucket = await s3.newBucket();
    const { Filter: _, ...unfiltered } = week;
    await refused(s3, 'missing-filter', Bucket, [unfiltered]);
    await refused(s3, 'missing-noncurrent-version-expiration-data', Bucket, [
      { ID: 'a', Filter: {}, NoncurrentVersionExpiration: {} },
    ]);
    const tag = (Value: string) => ({ Key: 'key', Value });
    await refused(s3, 'duplicate-tag-keys', Bucket, [
      { ...week, Filter: { And: { Prefix: 'a', Tags: [tag('1'), tag('2')] } } },
    ]);
    await refused(s3, 'expired-delete-marker-and-days', Bucket, [
      { ...week, Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } },
    ]);
    const And = { Prefix: 'a', ObjectSizeGreaterThan: 1 };
    await refused(s3, 'wrong-filter-and-plus-prefix', Bucket, [{ ...week, Filter: { And, Prefix: 'a' } }]);
    await refused(s3, 'wrong-filter-and-and-object-size', Bucket, [
      { ...week, Filter: { And, ObjectSizeLessThan: 10 } },
    ]);
  },

  test_s3_transition_default_minimum_object_size: async (s3) => {
    const Bucket = await s3.newBucket();
    const set = async (label: string, more: object = {}): Promise<void> => {
      await s3.record(label, s3.client().send(asked(Bucket, [week], more)));
    };
    await set('default');
    await get(s3, 'get-default', Bucket);
    await set('varies-by-storage', { TransitionDefaultMinimumObjectSize: 'varies_by_storage_class' });
    await get(s3, 'get-varies-by-storage', Bucket);
    await set('all-storage', { TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K' });
    await get(s3, 'get-all-storage', Bucket);
    await set('bad-value', { TransitionDefaultMinimumObjectSize: 'value' });
  },
};
