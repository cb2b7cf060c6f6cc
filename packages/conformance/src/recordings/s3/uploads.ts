/** Recorded scenarios of uploads in parts: sizes, ranges that are copied, conditions, ids and keys that are not right. */
import * as sdk from '@aws-sdk/client-s3';
import type { S3Scenarios } from './scenario.ts';
import { Uploading } from './uploading.ts';

const leastAndOne = 5 * 2 ** 20 + 1;
const checksumMode = { ChecksumMode: 'ENABLED' } as const;

const noSuchUpload = async (it: Uploading, suffix: string): Promise<void> => {
  const { s3, at, UploadId } = it;
  const label = (step: string): string => `${step}-${suffix}`;
  const Parts = [{ PartNumber: 1, ETag: '"8d777f385d3dfec8815d20f7496026dc"' }];
  await it.part(label(suffix === 'exc' ? 'upload' : 'upload-part'), 1, 'data');
  await it.complete(label(suffix === 'exc' ? 'complete' : 'complete-multipart'), Parts);
  const abort = new sdk.AbortMultipartUploadCommand({ ...at, UploadId });
  await s3.record(label(suffix === 'exc' ? 'abort' : 'abort-multipart'), s3.client().send(abort));
  if (suffix !== 'exc') await it.list(label('list-parts'));
};

export const uploadScenarios: S3Scenarios = {
  test_multipart_size_validation: async (s3) => {
    const it = new Uploading(s3, await s3.newBucket(), 'test-multipart-size');
    await it.create('create-mpu');
    await it.part('upload-part', 1, 'aaaa');
    await it.complete('complete-multipart-wrong-size', undefined, { MpuObjectSize: 5 });
    await it.complete('complete-multipart-good-size', undefined, { MpuObjectSize: 4 });
    await it.attributes('get-object-attrs', ['ETag', 'Checksum']);
  },

  test_multipart_complete_multipart_too_small: async (s3) => {
    const it = new Uploading(s3, await s3.newBucket(), 'test.file');
    await it.create(undefined);
    for (const n of [1, 2]) await it.part(`upload-part${n}`, n, 'data');
    await it.complete('complete-exc-no-parts', [], { MultipartUpload: undefined });
    await it.complete('complete-exc-too-small');
  },

  test_multipart_complete_multipart_wrong_part: async (s3) => {
    const it = new Uploading(s3, await s3.newBucket(), 'test.file');
    await it.create(undefined);
    const sent = await it.part(undefined, 1, 'data');
    await it.complete('complete-exc-wrong-part-number', [{ PartNumber: 2, ETag: sent?.ETag }]);
    await it.complete('complete-exc-wrong-etag', [{ PartNumber: 1, ETag: 'd41d8cd98f00b204e9800998ecf8427e' }]);
  },

  test_multipart_no_such_upload: async (s3) => {
    const it = new Uploading(s3, await s3.newBucket(), 'test.file');
    it.UploadId = 'fakeid';
    await noSuchUpload(it, 'exc');
  },

  test_multipart_key_validation: async (s3) => {
    const it = new Uploading(s3, await s3.newBucket(), 'test.file');
    await it.create(undefined);
    const other = new Uploading(s3, it.at.Bucket, 'other.file');
    other.UploadId = it.UploadId;
    await noSuchUpload(other, 'wrong-key-name');
  },

  test_multipart_overwrite_key: async (s3) => {
    const it = new Uploading(s3, await s3.newBucket(), 'test.file');
    const put = new sdk.PutObjectCommand({ ...it.at, Body: 'test content 123' });
    await s3.record('put-object', s3.client().send(put));
    await it.create(undefined);
    await it.part(undefined, 1, 'test content 123');
    await it.complete('multipart-upload');
  },

  test_multipart_copy_object_etag: async (s3) => {
    const it = new Uploading(s3, await s3.newBucket(), 'test.file');
    await it.create(undefined);
    await it.part(undefined, 1, 'test content 123');
    await it.complete('multipart-upload');
    await it.copy('copy-object', 'copied');
    await it.copy('copy-object-in-place', it.at.Key, { MetadataDirective: 'REPLACE' });
    await it.head('head-obj', checksumMode);
  },

  test_get_object_part: async (s3) => {
    const it = new Uploading(s3, await s3.newBucket(), 'test.file');
    const text = 'test content 123';
    await it.create(undefined);
    await it.part(undefined, 1, text.repeat(leastAndOne / text.length + 1));
    await it.part(undefined, 2, text);
    await it.complete('multipart-upload');
    await it.head('head-object-part', { PartNumber: 2 });
    await it.get('get-object-part', { PartNumber: 2 });
    await it.get('get-object-part-with-checksum', { PartNumber: 2, ...checksumMode });
    await it.get('part-doesnt-exist', { PartNumber: 10 });
    await it.get('part-with-range', { PartNumber: 2, Range: 'bytes=0-8' });
    const plain = new Uploading(s3, it.at.Bucket, 'plain');
    await s3.client().send(new sdk.PutObjectCommand({ ...plain.at, Body: 'test-123' }));
    await plain.get('part-no-multipart', { PartNumber: 2 });
    await plain.get('get-obj-no-multipart', { PartNumber: 1 });
  },

  test_multipart_if_match_with_put_identical: async (s3) => {
    const it = new Uploading(s3, await s3.newBucket(), 'test-precondition');
    const put = async (label: string) =>
      await s3.record(label, s3.client().send(new sdk.PutObjectCommand({ ...it.at, Body: 'test' })));
    const before = await put('put-obj');
    await it.create('create-multipart');
    await it.part(undefined, 1, 'test');
    await put('put-obj-during');
    await it.complete('complete-multipart-if-match-put-during', undefined, { IfMatch: before?.ETag });
    const again = new Uploading(s3, it.at.Bucket, it.at.Key);
    await again.create('create-multipart-again');
    await again.part(undefined, 1, 'test');
    await again.complete('complete-multipart-if-match-put-before-restart', undefined, { IfMatch: before?.ETag });
  },

  test_multipart_if_match_with_delete: async (s3) => {
    const it = new Uploading(s3, await s3.newBucket(), 'test-precondition');
    const put = async (label: string) =>
      await s3.record(label, s3.client().send(new sdk.PutObjectCommand({ ...it.at, Body: 'test' })));
    const before = await put('put-obj');
    await it.create('create-multipart');
    await it.part(undefined, 1, 'test');
    await s3.record('del-obj', s3.client().send(new sdk.DeleteObjectCommand(it.at)));
    await it.complete('complete-multipart-after-del', undefined, { IfMatch: before?.ETag });
    await put('put-obj-2');
    await it.complete('complete-multipart-if-match-after-put', undefined, { IfMatch: before?.ETag });
  },

  test_upload_part_copy_range: async (s3) => {
    const it = new Uploading(s3, await s3.newBucket(), 'test-upload-part-copy');
    const source = { Bucket: it.at.Bucket, Key: 'source' };
    const put = new sdk.PutObjectCommand({ ...source, Body: '0123456789' });
    await s3.record('put-src-object', s3.client().send(put));
    await it.create('create-multipart');
    const { at, UploadId } = it;
    const copy = async (label: string, PartNumber: number, CopySourceRange: string): Promise<void> => {
      const CopySource = `${source.Bucket}/${source.Key}`;
      const command = new sdk.UploadPartCopyCommand({ ...at, UploadId, PartNumber, CopySource, CopySourceRange });
      await s3.record(label, s3.client().send(command));
    };
    await copy('upload-part-copy-1', 1, 'bytes=0-8');
    await copy('upload-part-copy-2', 2, 'bytes=1-1');
    await copy('upload-part-copy-3', 3, 'bytes=0-0');
    await it.list('list-parts');
    await copy('upload-part-copy-wrong-format', 1, '0-8');
    for (const range of ['-', '-0', '-1-', '-15', '-2', '0--1', '0-1,3-4,7-9', '0-100', '1-', '1-0', '100-200']) {
      await copy(`upload-part-copy-range-exc-${range}`, 1, `bytes=${range}`);
    }
  },
};
