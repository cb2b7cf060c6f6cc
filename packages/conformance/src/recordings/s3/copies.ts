/** Recorded scenarios of copies: in place, between versions, with conditions, tags, checksums and encryption. */
import * as sdk from '@aws-sdk/client-s3';
import type { S3Stage } from './s3-stage.ts';
import { each, type S3Scenarios } from './scenario.ts';

type Copy = Partial<sdk.CopyObjectCommandInput>;

const json = '{"key": "value"}';
const described = { Body: json, ContentType: 'application/json', Metadata: { key: 'value' } };
const replaced = { MetadataDirective: 'REPLACE' } as const;
const attributes = ['StorageClass'] as const;
const checksumAttributes = ['Checksum'] as const;

/** An object, and copies of it: onto itself unless told otherwise. */
class Copied {
  readonly s3: S3Stage;
  readonly at: { readonly Bucket: string; readonly Key: string };

  constructor(s3: S3Stage, Bucket: string, Key: string = 'source-object') {
    this.s3 = s3;
    this.at = { Bucket, Key };
  }

  async put(label: string, input: Partial<sdk.PutObjectCommandInput> = {}) {
    return await this.s3.record(label, this.s3.client().send(new sdk.PutObjectCommand({ ...this.at, ...input })));
  }

  async copy(label: string, input: Copy = {}) {
    const CopySource = `${this.at.Bucket}/${this.at.Key}`;
    return await this.s3.record(
      label,
      this.s3.client().send(new sdk.CopyObjectCommand({ ...this.at, CopySource, ...input })),
    );
  }

  async head(label: string, input: Partial<sdk.HeadObjectCommandInput> = {}) {
    return await this.s3.record(label, this.s3.client().send(new sdk.HeadObjectCommand({ ...this.at, ...input })));
  }

  async get(label: string): Promise<void> {
    await this.s3.recordJson(label, this.s3.client().send(new sdk.GetObjectCommand(this.at)));
  }

  async attributes(label: string, ObjectAttributes: readonly sdk.ObjectAttributes[], Key = this.at.Key): Promise<void> {
    const input = { ...this.at, Key, ObjectAttributes: [...ObjectAttributes] };
    await this.s3.record(label, this.s3.client().send(new sdk.GetObjectAttributesCommand(input)));
  }

  async tags(label: string, input: Partial<sdk.GetObjectTaggingCommandInput>): Promise<void> {
    await this.s3.record(label, this.s3.client().send(new sdk.GetObjectTaggingCommand({ ...this.at, ...input })));
  }
}

const hour = 3_600_000;
const fromNow = ({ stage }: S3Stage, by: number): Date => new Date(stage.cloud.clock.now().getTime() + by);

async function copiesTags(s3: S3Stage, TaggingDirective: sdk.TaggingDirective | undefined): Promise<void> {
  const it = new Copied(s3, await s3.newBucket());
  const directive = TaggingDirective === undefined ? {} : { TaggingDirective };
  const Tagging = TaggingDirective === 'REPLACE' ? { Tagging: 'key2=value2' } : {};
  await it.put('put-object', { Body: 'test', Tagging: 'key1=value1' });
  await it.tags('get-object-tag', {});
  await it.copy('copy-object', { Key: 'copied', ...directive, ...Tagging });
  await it.tags('get-copy-object-tag', { Key: 'copied' });
  await it.copy('copy-object-tag-empty', { Key: 'empty', ...directive });
  await it.tags('get-copy-object-tag-empty', { Key: 'empty' });
}

async function copiesTagsOfVersions(s3: S3Stage, TaggingDirective: sdk.TaggingDirective | undefined): Promise<void> {
  const it = new Copied(s3, await s3.newVersionedBucket());
  const directive = TaggingDirective === undefined ? {} : { TaggingDirective };
  const Tagging = TaggingDirective === 'REPLACE' ? { Tagging: 'key2=value2' } : {};
  const first = await it.put('put-object', { Body: 'test', Tagging: 'key1=value1' });
  await it.tags('get-object-tag-v1', { VersionId: first?.VersionId });
  await it.put('put-object-v2', { Body: 'test-v2', Tagging: 'key1=value1-v2' });
  await it.tags('get-object-tag', {});
  const ofFirst = { CopySource: `${it.at.Bucket}/${it.at.Key}?versionId=${first?.VersionId}` };
  for (const [suffix, source] of [
    ['', {}],
    ['-v1', ofFirst],
  ] as const) {
    await it.copy(`copy-object${suffix}`, { Key: `copied${suffix}`, ...directive, ...Tagging, ...source });
    await it.tags(`get-copy-object-tag${suffix}`, { Key: `copied${suffix}` });
    await it.copy(`copy-object-tag-empty${suffix}`, { Key: `empty${suffix}`, ...directive, ...source });
    await it.tags(`get-copy-object-tag-empty${suffix}`, { Key: `empty${suffix}` });
  }
}

const directives = ['COPY', 'REPLACE', 'None'] as const;

function directiveOf(name: (typeof directives)[number]): sdk.TaggingDirective | undefined {
  return name === 'None' ? undefined : name;
}

const algorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;

export const copyScenarios: S3Scenarios = {
  ...each('test_s3_copy_tagging_directive', directives, (name) => (s3) => copiesTags(s3, directiveOf(name))),
  ...each(
    'test_s3_copy_tagging_directive_versioned',
    directives,
    (name) => (s3) => copiesTagsOfVersions(s3, directiveOf(name)),
  ),

  ...each('test_s3_copy_object_with_checksum', algorithms, (ChecksumAlgorithm) => async (s3) => {
    const it = new Copied(s3, await s3.newBucket());
    await it.put('put-object-no-checksum', { Body: json });
    await it.attributes('object-attrs', checksumAttributes);
    await it.copy('copy-object-in-place-with-checksum', { ...replaced, ChecksumAlgorithm, Metadata: { a: 'b' } });
    await it.attributes('object-attrs-after-copy', checksumAttributes);
    await it.copy('copy-object-to-dest-keep-checksum', { Key: 'dest' });
  }),
  ...each('test_s3_copy_object_with_default_checksum', algorithms, (ChecksumAlgorithm) => async (s3) => {
    const it = new Copied(s3, await s3.newBucket());
    await it.put('put-object-no-checksum', { Body: json, ChecksumAlgorithm });
    await it.attributes('object-attrs', checksumAttributes);
    await it.copy('copy-object-in-place-with-no-checksum', { ...replaced, Metadata: { a: 'b' } });
    await it.attributes('object-attrs-after-copy', checksumAttributes);
    await it.copy('copy-object-to-dest-keep-checksum', { Key: 'dest' });
    await it.attributes('dest-object-attrs-after-copy', checksumAttributes, 'dest');
  }),

  test_s3_copy_metadata_replace: async (s3) => {
    const it = new Copied(s3, await s3.newBucket());
    await it.put('put_object', { ...described, ContentLanguage: 'en-US' });
    await it.head('head_object');
    const Key = 'copied';
    await it.copy('copy_object', { Key, ...replaced, ContentType: 'image/jpg', Metadata: { 'another-key': 'value' } });
    await it.head('head_object_copy', { Key });
  },

  test_s3_copy_object_in_place: async (s3) => {
    const it = new Copied(s3, await s3.newOpenBucket());
    await it.put('put_object', described);
    await it.head('head_object');
    await it.attributes('object-attrs', attributes);
    await s3.record('object-acl', s3.client().send(new sdk.GetObjectAclCommand(it.at)));
    await it.copy('copy-object-in-place-no-change');
    await it.copy('copy-object-in-place-with-acl', { ACL: 'public-read' });
    await it.copy('copy-object-in-place-with-storage-class', { StorageClass: 'STANDARD', ChecksumAlgorithm: 'SHA256' });
    await it.attributes('object-attrs-after-copy', attributes);
  },

  test_s3_copy_object_in_place_storage_class: async (s3) => {
    const it = new Copied(s3, await s3.newBucket());
    await it.put('put-object', { Body: 'test', StorageClass: 'STANDARD' });
    await it.attributes('object-attrs', attributes);
    await it.head('head-object');
    await it.copy('copy-object-in-place-with-storage-class', { StorageClass: 'STANDARD' });
    await it.attributes('object-attrs-after-copy', attributes);
  },

  test_s3_copy_object_storage_class: async (s3) => {
    const it = new Copied(s3, await s3.newBucket());
    await it.put('put-object', { Body: 'test', StorageClass: 'STANDARD_IA' });
    await it.attributes('object-attrs', attributes);
    await it.head('head-object');
    await it.copy('exc-invalid-request-storage-class');
    await it.copy('copy-object-in-place-with-storage-class', { StorageClass: 'STANDARD' });
    await it.attributes('object-attrs-after-copy', attributes);
  },

  test_s3_copy_object_in_place_suspended_only: async (s3) => {
    const it = new Copied(s3, await s3.newBucket());
    await it.put('put_object', described);
    await it.head('head_object');
    await it.copy('copy-in-place-non-versioned', replaced);
    await it.get('get-object-copied');
    await it.head('head-object-copied');
    await s3.setVersioning(it.at.Bucket, 'Suspended');
    await it.copy('copy-in-place-versioned-suspended', replaced);
    await it.get('get-object-copied-suspended');
    await it.head('head-object-copied-suspended');
    await it.copy('copy-in-place-versioned-suspended-twice', replaced);
  },

  test_s3_copy_object_in_place_versioned: async (s3) => {
    const it = new Copied(s3, await s3.newVersionedBucket());
    await it.put('put_object', described);
    await it.head('head_object');
    await it.attributes('object-attrs', attributes);
    await it.copy('copy-object-in-place-no-change');
    const first = await it.copy('copy-in-place-versioned', replaced);
    await it.get('get-object-copied');
    await it.head('head-object-copied');
    await s3.setVersioning(it.at.Bucket, 'Suspended');
    await it.copy('copy-in-place-versioned-suspended', replaced);
    await it.get('get-object-copied-suspended');
    await it.head('head-object-copied-suspended');
    await it.head('head-object-previous-version-suspended', { VersionId: first?.VersionId });
    await s3.setVersioning(it.at.Bucket, 'Enabled');
    await it.copy('copy-in-place-versioned-re-enabled', replaced);
  },

  test_s3_copy_object_in_place_with_encryption: async (s3) => {
    const it = new Copied(s3, await s3.newBucket());
    const SSEKMSKeyId = await s3.newKey();
    const kms = { ServerSideEncryption: 'aws:kms' } as const;
    await it.put('put-object-with-kms-encryption', { Body: 'test', ...kms, SSEKMSKeyId, BucketKeyEnabled: true });
    await it.head('head-object');
    await it.copy('copy-object-in-place-with-sse', { ...kms, BucketKeyEnabled: false });
    await it.head('head-copy-with-sse');
    await it.copy('copy-object-in-place-without-kms-sse');
    await it.head('head-copy-without-kms-sse');
    await it.copy('copy-object-in-place-with-aes', { ServerSideEncryption: 'AES256' });
    await it.head('head-copy-with-aes');
  },

  test_s3_copy_object_preconditions: async (s3) => {
    const it = new Copied(s3, await s3.newBucket());
    await it.put('put-object', { Body: 'data' });
    const head = await it.head('head-object');
    const Key = 'copied';
    const ETag = head?.ETag ?? '';
    await it.copy('copy-precondition-if-match', { Key, CopySourceIfMatch: '"wrong"' });
    await it.copy('copy-precondition-if-unmodified-since', { Key, CopySourceIfUnmodifiedSince: fromNow(s3, -hour) });
    await it.copy('copy-precondition-if-modified-since', { Key, CopySourceIfModifiedSince: head?.LastModified });
    await it.copy('copy-precondition-if-none-match', { Key, CopySourceIfNoneMatch: ETag });
    await it.copy('copy-etag-missing-quotes', { Key, CopySourceIfNoneMatch: ETag.replaceAll('"', '') });
    await it.copy('copy-ignore-future-modified-since', { Key, CopySourceIfModifiedSince: fromNow(s3, hour) });
    await it.copy('copy-success', {
      Key,
      CopySourceIfMatch: ETag,
      CopySourceIfNoneMatch: '"other"',
      CopySourceIfModifiedSince: fromNow(s3, -hour),
      CopySourceIfUnmodifiedSince: fromNow(s3, hour),
    });
  },

  test_s3_copy_object_if_source_unmodified_since_versioned: async (s3) => {
    const it = new Copied(s3, await s3.newVersionedBucket());
    await it.put('put-object', { Body: 'data' });
    const head = await it.head('head-object');
    const Key = 'copied';
    await it.copy('copy-if-unmodified-since', { Key, CopySourceIfUnmodifiedSince: head?.LastModified });
    await it.copy('copy-past-if-unmodified-since', { Key, CopySourceIfUnmodifiedSince: fromNow(s3, -hour) });
  },

  test_copy_object_if_match: async (s3) => {
    const it = new Copied(s3, await s3.newBucket());
    await it.put('put', { Body: 'source content' });
    const there = await it.put('put-there', { Key: 'there', Body: 'there' });
    await it.copy('copy-obj-if-match-fail-no-object', { Key: 'non-existent-key', IfMatch: '"x"' });
    await it.copy('copy-obj-if-match-fail-wrong-etag', { Key: 'there', IfMatch: '"wrong"' });
    await it.copy('copy-obj-if-match', { Key: 'there', IfMatch: there?.ETag });
  },

  test_copy_object_if_match_in_place: async (s3) => {
    const it = new Copied(s3, await s3.newBucket());
    const { ETag } = (await it.put('put', { Body: 'source content' })) ?? {};
    await it.copy('copy-obj-if-match-in-place', { ...replaced, IfMatch: ETag });
  },
};
