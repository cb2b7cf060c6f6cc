/** Recorded scenarios of S3's objects: writing, reading, ranges, conditions, deleting. */
import * as sdk from '@aws-sdk/client-s3';
import type { S3Stage } from './s3-stage.ts';
import { each, type S3Scenario, type S3Scenarios } from './scenario.ts';

type Conditions = Pick<sdk.PutObjectCommandInput, 'IfMatch' | 'IfNoneMatch'>;

async function put(
  s3: S3Stage,
  label: string,
  input: sdk.PutObjectCommandInput,
): Promise<sdk.PutObjectCommandOutput | undefined> {
  return await s3.record(label, s3.client().send(new sdk.PutObjectCommand(input)));
}

const storageClass =
  (StorageClass: string): S3Scenario =>
  async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'test-put-object-storage-class' };
    const input = { ...object, Body: 'body-test', StorageClass: StorageClass as sdk.StorageClass };
    await s3.client().send(new sdk.PutObjectCommand(input));
    const attributes = new sdk.GetObjectAttributesCommand({ ...object, ObjectAttributes: ['StorageClass'] });
    await s3.record('get-object-storage-class', s3.client().send(attributes));
    await s3.record('get-object', s3.client().send(new sdk.GetObjectCommand(object)));
  };

export const objectScenarios: S3Scenarios = {
  ...each(
    'test_put_get_object_special_character',
    ['test key//', 'test%123/', 'test%123', 'test@key/'],
    (Key) => async (s3) => {
      const object = { Bucket: await s3.newBucket(), Key };
      await put(s3, 'put-object-special-char', { ...object, Body: 'test' });
      const list = new sdk.ListObjectsV2Command({ Bucket: object.Bucket });
      await s3.record('list-object-special-char', s3.client().send(list));
      await s3.record('get-object-special-char', s3.client().send(new sdk.GetObjectCommand(object)));
      await s3.record('del-object-special-char', s3.client().send(new sdk.DeleteObjectCommand(object)));
    },
  ),

  ...each('test_put_object_storage_class', ['STANDARD-True', 'STANDARD_IA-True', 'GLACIER_IR-True'], (parameter) =>
    storageClass(parameter.replace('-True', '')),
  ),
  'test_put_object_storage_class[INTELLIGENT_TIERING-True]': storageClass('INTELLIGENT_TIERING'),
  'test_put_object_storage_class[GLACIER-False]': storageClass('GLACIER'),

  test_put_object_storage_class_outposts: async (s3) => {
    const object = {
      Bucket: await s3.newBucket(),
      Key: 'test-put-object-storage-class',
      StorageClass: 'OUTPOSTS',
    } as const;
    await put(s3, 'put-object-outposts', { ...object, Body: 'body-test' });
    const create = new sdk.CreateMultipartUploadCommand(object);
    await s3.record('create-multipart-outposts-exc', s3.client().send(create));
  },

  test_put_get_object_single_character_trailing_slash: async (s3) => {
    const Bucket = await s3.newBucket();
    for (const Key of ['t/', 'u/', 'a/']) {
      await put(s3, `put-object-single-char-${Key}`, { Bucket, Key, Body: 'test' });
      const get = new sdk.GetObjectCommand({ Bucket, Key });
      await s3.record(`get-object-single-char-${Key}`, s3.client().send(get));
    }
    await s3.record('list-objects-single-char', s3.client().send(new sdk.ListObjectsV2Command({ Bucket })));
  },

  'test_url_encoded_key[True]': async (s3) => {
    const Bucket = await s3.newBucket();
    for (const [Key, Body] of [
      ['test@key/', 'test-non-encoded'],
      ['test%40key/', 'test-encoded'],
      ['test%40key', 'test-encoded-no-trailing'],
    ] as const) {
      await s3.client().send(new sdk.PutObjectCommand({ Bucket, Key, Body }));
    }
    await s3.record('list-object-encoded-char', s3.client().send(new sdk.ListObjectsV2Command({ Bucket })));
  },

  test_metadata_header_character_decoding: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'key-with-metadata' };
    const Metadata = { TEST_META_1: 'foo', __meta_2: 'bar' };
    await s3.client().send(new sdk.PutObjectCommand({ ...object, Metadata, Body: 'foo' }));
    await s3.record('head-object', s3.client().send(new sdk.HeadObjectCommand(object)));
  },

  test_user_metadata_rfc2047_bad_b64_encoded: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'key-with-metadata' };
    const Metadata = { 'bad-b64-encoded': '=?UTF-8?B?77+9Ye+/vQ==?=' };
    await put(s3, 'put-object', { ...object, Metadata });
    await s3.record('get-object', s3.client().send(new sdk.GetObjectCommand(object)));
  },

  test_upload_file_with_xml_preamble: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'test.xml' };
    const Body = '<?xml version="1.0" encoding="UTF-8"?><test/>';
    await s3.client().send(new sdk.PutObjectCommand({ ...object, Body }));
    await s3.record('get_object', s3.client().send(new sdk.GetObjectCommand(object)));
  },

  test_s3_uppercase_key_names: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'CamelCaseKey' };
    await s3.client().send(new sdk.PutObjectCommand({ ...object, Body: 'something' }));
    await s3.record('response', s3.client().send(new sdk.GetObjectCommand(object)));
    const wrong = new sdk.GetObjectCommand({ ...object, Key: 'camelcasekey' });
    await s3.record('wrong-case-key', s3.client().send(wrong));
  },

  test_s3_get_object_header_overrides: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'key-header-overrides' };
    await s3.client().send(new sdk.PutObjectCommand({ ...object, Body: 'something' }));
    const get = new sdk.GetObjectCommand({
      ...object,
      ResponseCacheControl: 'max-age=74',
      ResponseContentDisposition: 'attachment; filename="foo.jpg"',
      ResponseContentEncoding: 'identity',
      ResponseContentLanguage: 'de-DE',
      ResponseContentType: 'image/jpeg',
      ResponseExpires: new Date('2015-10-21T07:28:00Z'),
    });
    await s3.record('get-object', s3.client().send(get));
  },

  test_range_key_not_exists: async (s3) => {
    const get = new sdk.GetObjectCommand({ Bucket: await s3.newBucket(), Key: 'my-key', Range: 'bytes=1024-4096' });
    await s3.record('exc', s3.client().send(get));
  },

  test_get_object_range: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'test-bucket-encrypted-object' };
    await s3.client().send(new sdk.PutObjectCommand({ ...object, Body: '0123456789' }));
    const ranges = ['0-8', '1-1', '1-0', '1-', '-1-', '-2', '-9', '-15', '0-100', '0-0', '0--1', '100-200', '-0'];
    const asked: readonly (readonly [label: string, range: string])[] = [
      ...ranges.map((range) => [`get-${range}`, `bytes=${range}`] as const),
      ['get-0-8-checksum', 'bytes=0-8'],
      ['get-multiple-ranges', 'bytes=0-1,3-4,7-9'],
      ['get-wrong-format', '0-1'],
    ];
    for (const [label, Range] of asked) {
      await s3.record(label, s3.client().send(new sdk.GetObjectCommand({ ...object, Range })));
    }
  },

  test_delete_object: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'test-delete' };
    const remove = async (label: string, more: Partial<sdk.DeleteObjectCommandInput> = {}): Promise<void> => {
      await s3.record(label, s3.client().send(new sdk.DeleteObjectCommand({ ...object, ...more })));
    };
    await put(s3, 'put-object', { ...object, Body: 'test-delete' });
    await remove('delete-object');
    await remove('delete-nonexistent-object');
    await remove('delete-nonexistent-object-versionid', { VersionId: 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD' });
  },

  test_delete_objects: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'test-delete' };
    const remove = async (label: string, Objects: sdk.ObjectIdentifier[]): Promise<void> => {
      const command = new sdk.DeleteObjectsCommand({ Bucket: object.Bucket, Delete: { Objects } });
      await s3.recordSorted(label, s3.client().send(command), 'Deleted');
    };
    await put(s3, 'put-object', { ...object, Body: 'test-delete' });
    const VersionId = 'HPniJFCxqTsMuIH9KX8K8wEjNUgmABCD';
    await remove('delete-object-wrong-version-id', [{ Key: object.Key, VersionId }]);
    await remove('delete-objects', [{ Key: 'c-wrong-key' }, { Key: 'a-wrong-key' }, { Key: object.Key }]);
  },

  test_delete_non_existing_keys: async (s3) => {
    const Bucket = await s3.newBucket();
    await s3.client().send(new sdk.PutObjectCommand({ Bucket, Key: 'test-key-nonexistent', Body: 'something' }));
    const Objects = ['test-key-nonexistent', 'dummy1', 'dummy2'].map((Key) => ({ Key }));
    const remove = new sdk.DeleteObjectsCommand({ Bucket, Delete: { Objects } });
    await s3.recordSorted('deleted-resp', s3.client().send(remove), 'Deleted');
  },

  test_delete_objects_encoding: async (s3) => {
    const Bucket = await s3.newBucket();
    const keys = ['a%2Fb', 'a/%F0%9F%98%80'];
    for (const [index, Body] of ['percent encoding', 'percent encoded emoji'].entries()) {
      await s3.client().send(new sdk.PutObjectCommand({ Bucket, Key: keys[index], Body }));
    }
    await s3.record('list-objects-before-delete', s3.client().send(new sdk.ListObjectsV2Command({ Bucket })));
    const remove = new sdk.DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } });
    await s3.recordSorted('deleted-resp', s3.client().send(remove), 'Deleted');
    await s3.record('list-objects', s3.client().send(new sdk.ListObjectsV2Command({ Bucket })));
  },

  test_put_object_if_match: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'test-precondition' };
    const wrong = '"d41d8cd98f00b204e9800998ecf8427e"';
    await put(s3, 'put-obj-if-match-key-not-exists', { ...object, IfMatch: wrong });
    const first = await put(s3, 'put-obj', { ...object, Body: 'test' });
    await put(s3, 'put-obj-if-match-wrong-etag', { ...object, IfMatch: wrong });
    await put(s3, 'put-obj-overwrite', { ...object, IfMatch: first?.ETag });
    await s3.record('del-obj', s3.client().send(new sdk.DeleteObjectCommand(object)));
    await put(s3, 'put-obj-after-del', object);
  },

  test_put_object_if_match_and_if_none_match_validation: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'test-precondition-validation' };
    const IfMatch = '"d41d8cd98f00b204e9800998ecf8427e"';
    await put(s3, 'put-obj-both-precondition', { ...object, IfMatch, IfNoneMatch: '*' });
  },

  test_put_object_if_match_validation: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'test-precondition-validation' };
    for (const [label, IfMatch] of [
      ['star-value', '*'],
      ['bad-value', 'wrong-format'],
      ['bad-value-2', '"abcdef"'],
    ] as const) {
      await put(s3, `put-obj-if-match-${label}`, { ...object, IfMatch });
    }
  },

  test_put_object_if_none_match_validation: async (s3) => {
    const object = { Bucket: await s3.newBucket(), Key: 'test-precondition-validation' };
    const first = await put(s3, 'put-obj', object);
    await put(s3, 'put-obj-if-none-match-bad-value', { ...object, IfNoneMatch: first?.ETag });
  },

  test_put_object_if_none_match_versioned_bucket: async (s3) => {
    const object = { Bucket: await s3.newVersionedBucket(), Key: 'test-precondition' };
    const conditions: Conditions = { IfNoneMatch: '*' };
    await put(s3, 'put-obj', { ...object, ...conditions });
    await put(s3, 'put-obj-if-none-match', { ...object, ...conditions });
    await s3.record('del-obj', s3.client().send(new sdk.DeleteObjectCommand(object)));
    await put(s3, 'put-obj-after-del', { ...object, ...conditions });
    const list = new sdk.ListObjectVersionsCommand({ Bucket: object.Bucket });
    await s3.record('list-object-versions', s3.client().send(list));
  },

  ...Object.fromEntries(
    (
      [
        ['test_delete_object_if_match_non_express', 'delete-obj-if-match', { IfMatch: '"badvalue"' }],
        [
          'test_delete_object_if_match_modified_non_express',
          'delete-obj-if-match-last-modified',
          { IfMatchLastModifiedTime: new Date('2026-01-01T00:00:00Z') },
        ],
        ['test_delete_object_if_match_size_non_express', 'delete-obj-if-match-size', { IfMatchSize: 10 }],
        [
          'test_delete_object_if_match_all_non_express',
          'delete-obj-if-match-all',
          { IfMatch: '"badvalue"', IfMatchSize: 10, IfMatchLastModifiedTime: new Date('2026-01-01T00:00:00Z') },
        ],
      ] as const
    ).map(([name, label, conditions]): [string, S3Scenario] => [
      name,
      async (s3) => {
        const object = { Bucket: await s3.newBucket(), Key: 'test-precondition' };
        await s3.client().send(new sdk.PutObjectCommand({ ...object, Body: 'test' }));
        await s3.record(label, s3.client().send(new sdk.DeleteObjectCommand({ ...object, ...conditions })));
      },
    ]),
  ),

  test_object_version_id_format: async (s3) => {
    await put(s3, 'put-object', { Bucket: await s3.newVersionedBucket(), Key: 'test-key' });
  },

  test_put_object_on_suspended_bucket: async (s3) => {
    const object = { Bucket: await s3.newVersionedBucket(), Key: 'test-version' };
    const list = async (label: string): Promise<void> => {
      const command = new sdk.ListObjectVersionsCommand({ Bucket: object.Bucket });
      await s3.record(label, s3.client().send(command));
    };
    for (const n of [0, 1, 2]) await put(s3, `put-object-${n}`, { ...object, Body: `test-version-${n}` });
    await list('list-enabled');
    await s3.setVersioning(object.Bucket, 'Suspended');
    await list('list-suspended');
    await put(s3, 'put-object-suspended', { ...object, Body: 'test-version-suspended' });
    await list('list-suspended-after-put');
    await put(s3, 'put-object-suspended-overwrite', { ...object, Body: 'test-version-suspended' });
    await list('list-suspended-after-overwrite');
    await s3.record('get-object-current', s3.client().send(new sdk.GetObjectCommand(object)));
  },
};
