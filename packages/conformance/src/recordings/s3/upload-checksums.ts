/** Recorded scenarios of the checksums of uploads in parts. */
import * as sdk from '@aws-sdk/client-s3';
import { each, type S3Scenarios } from './scenario.ts';
import { type Sent, Uploading } from './uploading.ts';

const leastAndOne = 5 * 2 ** 20 + 1;
const whole: sdk.ObjectAttributes[] = ['ETag', 'Checksum', 'ObjectParts'];
const threeParts = ['a'.repeat(leastAndOne), 'a'.repeat(leastAndOne), 'a'.repeat(10)];
const checksumMode = { ChecksumMode: 'ENABLED' } as const;
const algorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
const wrong = { CRC32: 'AAAAAA==', CRC32C: 'AAAAAA==', CRC64NVME: 'AAAAAAAAAAA=' } as const;

export const uploadChecksumScenarios: S3Scenarios = {
  ...each(
    'test_complete_multipart_parts_checksum_full_object',
    ['CRC32', 'CRC32C', 'CRC64NVME'],
    (ChecksumAlgorithm) => async (s3) => {
      const it = new Uploading(s3, await s3.newBucket(), 'test-multipart-checksum');
      await it.create('create-mpu-checksum', { ChecksumAlgorithm, ChecksumType: 'FULL_OBJECT' });
      for (const [i, Body] of threeParts.entries())
        await it.part(`upload-part-${i}`, i + 1, Body, { ChecksumAlgorithm });
      await it.list('list-parts');
      const swapped = it.parts.map((part) => ({ ...part, [`Checksum${ChecksumAlgorithm}`]: wrong[ChecksumAlgorithm] }));
      await it.complete('complete-multipart-wrong-parts-checksum', swapped);
      await it.complete('complete-multipart-checksum', it.parts);
      await it.getUnread('get-object-with-checksum', checksumMode);
      await it.head('head-object-with-checksum', checksumMode);
      await it.attributes('get-object-attrs', whole);
      await it.get('get-object-part-checksum', { PartNumber: 3, ...checksumMode });
      await it.copy('copy-obj-checksum', 'copied');
      await new Uploading(s3, it.at.Bucket, 'copied').attributes('get-copy-object-attrs', whole);
    },
  ),

  ...each(
    'test_complete_multipart_parts_checksum_composite',
    ['CRC32', 'CRC32C', 'SHA1', 'SHA256'],
    (ChecksumAlgorithm) => async (s3) => {
      const it = new Uploading(s3, await s3.newBucket(), 'test-multipart-checksum');
      await it.create('create-mpu-checksum', { ChecksumAlgorithm, ChecksumType: 'COMPOSITE' });
      for (const [i, Body] of threeParts.entries()) {
        await it.part(`upload-part-${i}`, i + 1, Body, { ChecksumAlgorithm });
      }
      await it.list('list-parts');
      await it.complete('complete-multipart-no-checksum');
      const member = `Checksum${ChecksumAlgorithm}` as const;
      const [first, second, third] = it.parts as readonly Partial<sdk.CompletedPart>[] as readonly Sent[];
      if (first === undefined || second === undefined || third === undefined) return;
      const other = { [member]: (third as Partial<sdk.CompletedPart>)[member] };
      await it.complete('complete-multipart-wrong-parts-checksum', [first, { ...second, ...other }, third]);
      await it.complete('complete-multipart-checksum', it.parts);
      await it.getUnread('get-object-with-checksum', checksumMode);
      await it.head('head-object-with-checksum', checksumMode);
      await it.attributes('get-object-attrs', whole);
      await it.get('get-object-part-checksum', { PartNumber: 3, ...checksumMode });
      await it.copy('copy-obj-checksum', 'copied');
      await new Uploading(s3, it.at.Bucket, 'copied').attributes('get-copy-object-attrs', whole);
    },
  ),

  test_complete_multipart_parts_checksum_default: async (s3) => {
    const it = new Uploading(s3, await s3.newBucket(), 'test-multipart-checksum');
    await it.create('create-mpu-no-checksum');
    await it.part('upload-part-different-checksum-than-default', 1, 'aaa', { ChecksumAlgorithm: 'CRC32C' });
    await it.list('list-parts');
    await it.listUploads('list-multiparts');
    const bare = it.parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
    await it.complete('complete-multipart-parts-checksum', it.parts);
    await it.complete(
      'complete-multipart-wrong-parts-checksum',
      bare.map((part) => ({ ...part, ChecksumCRC32C: wrong.CRC32C })),
    );
    await it.complete('complete-multipart-composite-type', bare, { ChecksumType: 'COMPOSITE' });
    await it.complete('complete-multipart-full-object-type', bare, { ChecksumType: 'FULL_OBJECT' });
    await it.complete('complete-multipart-checksum');
    await it.getUnread('get-object-with-checksum', checksumMode);
    await it.head('head-object-with-checksum', checksumMode);
    await it.attributes('get-object-attrs', whole);
    await it.copy('copy-obj-checksum', 'copied');
    await new Uploading(s3, it.at.Bucket, 'copied').attributes('get-copy-object-attrs', whole);
  },

  test_multipart_parts_checksum_exceptions_composite: async (s3) => {
    const it = new Uploading(s3, await s3.newBucket(), 'test-multipart-checksum-exc');
    await it.create('create-mpu-wrong-checksum-algo', { ChecksumAlgorithm: 'TEST' as never });
    await it.create('create-mpu-no-checksum-algo-with-type', { ChecksumType: 'COMPOSITE' });
    await it.create('create-mpu-composite-checksum', { ChecksumAlgorithm: 'CRC32' });
    await it.listUploads('list-multiparts');
    await it.part('upload-part-no-checksum-ok', 1, 'abc');
    await it.complete('complete-part-with-bad-checksum-type', it.parts, { ChecksumType: 'FULL_OBJECT' });
    const ChecksumSHA256 = Buffer.alloc(32).toString('base64');
    const named = it.parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag, ChecksumSHA256 }));
    await it.complete('complete-part-with-checksum', named);
    const sha = new Uploading(s3, it.at.Bucket, it.at.Key);
    await sha.create('create-mpu-with-checksum', { ChecksumAlgorithm: 'SHA256' });
    await sha.part('upload-part-different-checksum-exc', 1, 'abc', { ChecksumAlgorithm: 'CRC32' });
  },

  test_list_parts_via_object_attrs_pagination: async (s3) => {
    const it = new Uploading(s3, await s3.newBucket(), 'test-object-attrs-pagination');
    await it.create(undefined, { ChecksumAlgorithm: 'SHA256' });
    for (const n of [1, 2]) await it.part(undefined, n, 'a'.repeat(leastAndOne), { ChecksumAlgorithm: 'SHA256' });
    await it.list('list-parts');
    await it.complete('complete-mpu', it.parts);
    await it.attributes('get-object-attrs-all', ['ObjectParts']);
    await it.attributes('get-object-attrs-1', ['ObjectParts'], { MaxParts: 1000 });
    await it.attributes('get-object-attrs-next', ['ObjectParts'], { MaxParts: 1, PartNumberMarker: '1' });
    await it.attributes('get-object-attrs-wrong-part', ['ObjectParts'], { MaxParts: 1, PartNumberMarker: '10' });
  },

  ...each(
    'test_multipart_checksum_type_compatibility',
    ['COMPOSITE-CRC32', 'COMPOSITE-CRC32C', 'COMPOSITE-CRC64NVME', 'COMPOSITE-SHA1', 'COMPOSITE-SHA256'].concat([
      'FULL_OBJECT-CRC32',
      'FULL_OBJECT-CRC32C',
      'FULL_OBJECT-CRC64NVME',
      'FULL_OBJECT-SHA1',
      'FULL_OBJECT-SHA256',
    ]),
    (name) => async (s3) => {
      const [ChecksumType, ChecksumAlgorithm] = name.split('-') as [sdk.ChecksumType, sdk.ChecksumAlgorithm];
      const it = new Uploading(s3, await s3.newBucket(), 'test-multipart-checksum-compat');
      const refused =
        ChecksumType === 'COMPOSITE' ? ChecksumAlgorithm === 'CRC64NVME' : ChecksumAlgorithm.startsWith('SHA');
      await it.create(refused ? 'create-mpu-checksum-exc' : 'create-mpu-checksum', { ChecksumType, ChecksumAlgorithm });
    },
  ),
  ...each('test_multipart_checksum_type_default_for_checksum', algorithms, (name) => async (s3) => {
    const it = new Uploading(s3, await s3.newBucket(), 'test-multipart-checksum-default');
    await it.create('create-mpu-default-checksum-type', { ChecksumAlgorithm: name });
  }),

  ...each('test_multipart_upload_part_copy_checksum', ['FULL_OBJECT', 'COMPOSITE'], (ChecksumType) => async (s3) => {
    const it = new Uploading(s3, await s3.newBucket(), 'test-multipart-checksum');
    const source = { Bucket: it.at.Bucket, Key: 'source', Body: 'this is a part' };
    await s3.record('put-object', s3.client().send(new sdk.PutObjectCommand(source)));
    await it.create('create-mpu-checksum-sha256', { ChecksumAlgorithm: 'CRC32C', ChecksumType: ChecksumType as never });
    const { at, UploadId } = it;
    const CopySource = `${at.Bucket}/source`;
    const copy = new sdk.UploadPartCopyCommand({ ...at, UploadId, PartNumber: 1, CopySource });
    const copied = await s3.record('upload-part-copy', s3.client().send(copy));
    await it.list('list-parts');
    const { ETag, ChecksumCRC32C } = copied?.CopyPartResult ?? {};
    const part: Sent & Partial<sdk.CompletedPart> = { PartNumber: 1, ETag, ChecksumCRC32C };
    await it.complete('complete-multipart-checksum', [part]);
    await it.get('get-object-with-checksum', checksumMode);
    await it.head('head-object-with-checksum', checksumMode);
    await it.attributes('get-object-attrs', whole);
  }),
};
