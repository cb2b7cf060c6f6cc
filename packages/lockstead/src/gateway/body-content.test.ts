import * as s3 from '@aws-sdk/client-s3';
import { modelOfSchemas, newChecksum, serviceById, type WireRequest } from '@lockstead/wire';
import { expect, test } from 'vitest';
import { present } from '#kernel/invariant';
import { contentOf } from './body-content.ts';

const model = modelOfSchemas(present(serviceById('s3'), 'there is S3'), Object.values(s3));
const body = Buffer.from('<Anything/>');
const own = newChecksum('CRC32');
own.update(body);
const ofTheBody = own.digest().toString('base64');

async function content(operation: string, headers: Readonly<Record<string, string>>): Promise<Buffer> {
  const request: WireRequest = {
    method: 'PUT',
    path: '/',
    query: '',
    headers,
    rawHeaders: Object.entries(headers).flat(),
  };
  const asked = {
    signingName: 's3',
    protocol: 'restXml',
    model: present(model.operations.get(operation), operation),
  } as const;
  return await contentOf(request, {}, body, asked);
}

test('a checksum is of the body', async () => {
  expect(await content('PutBucketTagging', { 'X-Amz-Checksum-Crc32': ofTheBody })).toEqual(body);
  await expect(content('PutBucketTagging', { 'x-amz-checksum-crc32': 'AAAAAA==' })).rejects.toMatchObject({
    code: 'BadDigest',
  });
});

test('unless the operation takes it for itself: CompleteMultipartUpload is told that of the object', async () => {
  expect(await content('CompleteMultipartUpload', { 'X-Amz-Checksum-Crc32': 'AAAAAA==' })).toEqual(body);
  await expect(content('CompleteMultipartUpload', { 'content-md5': '1B2M2Y8AsgTpgAmY7PhCfg==' })).rejects.toMatchObject(
    {
      code: 'BadDigest',
    },
  );
});
