/** Recorded scenarios of S3's versions and lists. */
import * as sdk from '@aws-sdk/client-s3';
import type { S3Stage } from './s3-stage.ts';
import type { S3Scenarios } from './scenario.ts';

async function putAll(
  s3: S3Stage,
  Bucket: string,
  keys: readonly string[],
  Body: string = 'content 123',
): Promise<void> {
  for (const Key of keys) await s3.client().send(new sdk.PutObjectCommand({ Bucket, Key, Body }));
}

const list = async (s3: S3Stage, label: string, input: sdk.ListObjectsCommandInput) =>
  await s3.record(label, s3.client().send(new sdk.ListObjectsCommand(input)));

const listV2 = async (s3: S3Stage, label: string, input: sdk.ListObjectsV2CommandInput) =>
  await s3.record(label, s3.client().send(new sdk.ListObjectsV2Command(input)));

const listVersions = async (s3: S3Stage, label: string, input: sdk.ListObjectVersionsCommandInput) =>
  await s3.record(label, s3.client().send(new sdk.ListObjectVersionsCommand(input)));

const folder = ['folder/aSubfolder/subFile1', 'folder/aSubfolder/subFile2', 'folder/file1', 'folder/file2'];

export const versionScenarios: S3Scenarios = {
  test_delete_keys_in_versioned_bucket: async (s3) => {
    const Bucket = await s3.newVersionedBucket();
    const Key = 'test-key-versioned';
    for (const Body of ['something', 'something-v2']) {
      await s3.client().send(new sdk.PutObjectCommand({ Bucket, Key, Body }));
    }
    const remove = async (label: string, Objects: sdk.ObjectIdentifier[]): Promise<string | undefined> => {
      const command = new sdk.DeleteObjectsCommand({ Bucket, Delete: { Objects } });
      const output = await s3.record(label, s3.client().send(command));
      return output?.Deleted?.[0]?.DeleteMarkerVersionId;
    };
    await listV2(s3, 'list-objects-v2', { Bucket });
    const VersionId = await remove('delete-object', [{ Key }]);
    await listV2(s3, 'list-objects-v2-after-delete', { Bucket });
    const versions = await listVersions(s3, 'list-object-version', { Bucket });
    const named = (versions?.Versions ?? []).map((version) => ({ Key, VersionId: version.VersionId }));
    await remove('delete-object-version', named.toReversed());
    await listVersions(s3, 'list-object-version-after-delete', { Bucket });
    await remove('delete-object-delete-marker', [{ Key, VersionId }]);
  },

  test_s3_put_object_versioned: async (s3) => {
    const Bucket = await s3.newBucket();
    const [plain, versioned, later] = ['non-version-bucket-key', 'versioned-bucket-key', 'non-version-bucket-key-post'];
    const put = async (label: string, Key: string, Body: string): Promise<void> => {
      await s3.record(label, s3.client().send(new sdk.PutObjectCommand({ Bucket, Key, Body })));
    };
    const get = async (label: string, Key: string): Promise<void> => {
      await s3.record(label, s3.client().send(new sdk.GetObjectCommand({ Bucket, Key })));
    };
    await put('put-pre-versioned', plain, 'non-versioned-key');
    await get('get-pre-versioned', plain);
    await listVersions(s3, 'list-object-pre-versioned', { Bucket });
    await s3.setVersioning(Bucket, 'Enabled');
    await get('get-post-versioned', plain);
    await put('put-obj-versioned-1', versioned, 'versioned-key');
    await put('put-obj-versioned-2', versioned, 'versioned-key-updated');
    await get('get-obj-versioned', versioned);
    await listVersions(s3, 'list-object-versioned', { Bucket });
    await s3.setVersioning(Bucket, 'Suspended');
    await listVersions(s3, 'list-bucket-suspended', { Bucket });
    await get('get-obj-versioned-disabled', versioned);
    await get('get-obj-non-versioned-disabled', plain);
    await put('put-non-versioned-post-disable', later, 'non-versioned-key-post');
    await get('get-non-versioned-post-disable', later);
  },

  test_list_objects_marker_common_prefixes: async (s3) => {
    const Bucket = await s3.newBucket();
    await putAll(s3, Bucket, folder);
    await list(s3, 'list-objects-all-keys', { Bucket });
    const page = { Bucket, Prefix: 'folder/', Delimiter: '/', MaxKeys: 1 };
    const first = await list(s3, 'list-objects-start', page);
    const next = await list(s3, 'list-objects-next-1', { ...page, Marker: first?.NextMarker });
    await list(s3, 'list-objects-end', { ...page, Marker: next?.NextMarker });
    await list(s3, 'list-objects-manual-first-file', { ...page, Marker: 'folder/aSubfolder/subFile1' });
  },

  test_list_objects_v2_continuation_common_prefixes: async (s3) => {
    const Bucket = await s3.newBucket();
    await putAll(s3, Bucket, folder);
    await listV2(s3, 'list-objects-v2-all-keys', { Bucket });
    const page = { Bucket, Prefix: 'folder/', Delimiter: '/', MaxKeys: 1 };
    const first = await listV2(s3, 'list-objects-v2-start', page);
    const next = await listV2(s3, 'list-objects-v2-next-1', {
      ...page,
      ContinuationToken: first?.NextContinuationToken,
    });
    await listV2(s3, 'list-objects-v2-end', { ...page, ContinuationToken: next?.NextContinuationToken });
  },

  test_list_objects_next_marker: async (s3) => {
    const Bucket = await s3.newBucket();
    await putAll(s3, Bucket, ['key-a', 'key-b', 'key-c']);
    await list(s3, 'list-objects-all', { Bucket });
    const first = await list(s3, 'list-objects-max-1', { Bucket, Delimiter: '/', MaxKeys: 1 });
    await list(s3, 'list-objects-rest', { Bucket, Marker: first?.NextMarker, MaxKeys: 1 });
    await list(s3, 'list-objects-marker-empty', { Bucket, Marker: '', MaxKeys: 1 });
  },

  test_list_objects_v2_continuation_start_after: async (s3) => {
    const Bucket = await s3.newBucket();
    await putAll(
      s3,
      Bucket,
      Array.from({ length: 12 }, (_, n) => `test_${n}`),
    );
    const first = await listV2(s3, 'list-objects-v2-max-5', { Bucket, MaxKeys: 5 });
    const ContinuationToken = first?.NextContinuationToken;
    await listV2(s3, 'list-objects-v2-rest', { Bucket, ContinuationToken });
    await listV2(s3, 'list-objects-start-after', { Bucket, StartAfter: 'test_7', MaxKeys: 2 });
    await listV2(s3, 'list-objects-start-after-token', { Bucket, StartAfter: 'test_7', ContinuationToken });
    await listV2(s3, 'exc-continuation-token', { Bucket, ContinuationToken: '' });
  },

  'test_list_ops_encoding_type_validation[list_objects]': async (s3) => {
    const Bucket = await s3.newBucket();
    await list(s3, 'list_objects-error-wrong-value', { Bucket, EncodingType: 'value' as never });
    await list(s3, 'list_objects-error-empty-value', { Bucket, EncodingType: '' as never });
  },

  test_list_objects_versions_with_prefix_only_and_pagination: async (s3) => {
    const Bucket = await s3.newVersionedBucket();
    for (let n = 0; n < 5; n++) await s3.client().send(new sdk.PutObjectCommand({ Bucket, Key: 'prefixed_key' }));
    const Prefix = 'prefix';
    const all = await listVersions(s3, 'list-object-version-prefix-full', { Bucket, Prefix });
    const first = await listVersions(s3, 'list-object-version-prefix-page-1', { Bucket, Prefix, MaxKeys: 3 });
    const KeyMarker = first?.NextKeyMarker;
    const rest = { Bucket, Prefix, MaxKeys: 5, KeyMarker, VersionIdMarker: first?.NextVersionIdMarker };
    await listVersions(s3, 'list-object-version-prefix-key-marker-only', { Bucket, Prefix, MaxKeys: 4, KeyMarker });
    await listVersions(s3, 'list-object-version-prefix-page-2', rest);
    for (const { Key, VersionId } of all?.Versions?.slice(0, 3) ?? []) {
      await s3.client().send(new sdk.DeleteObjectCommand({ Bucket, Key, VersionId }));
    }
    await listVersions(s3, 'list-object-version-prefix-page-2-after-delete', rest);
  },

  test_list_buckets_by_prefix_with_case_sensitivity: async (s3) => {
    const Bucket = await s3.newBucket();
    const ask = async (label: string, Prefix: string): Promise<void> => {
      await s3.record(label, s3.client().send(new sdk.ListBucketsCommand({ Prefix })));
    };
    await ask('list-objects-by-prefix-empty', Bucket.toUpperCase());
    await ask('list-objects-by-prefix-not-empty', Bucket);
  },

  test_list_buckets_by_bucket_region: async (s3) => {
    const region = 'us-west-1';
    const Bucket = await s3.newBucket({ CreateBucketConfiguration: { LocationConstraint: region } }, region);
    const ask = async (label: string, BucketRegion: string): Promise<void> => {
      const command = new sdk.ListBucketsCommand({ Prefix: Bucket, BucketRegion });
      await s3.record(label, s3.client({ region: BucketRegion }).send(command));
    };
    await ask('list-objects-by-bucket-region-empty', 'us-east-1');
    await ask('list-objects-by-bucket-region-not-empty', region);
  },
};
