/** Recorded scenarios of objects under keys of customers and of KMS: uploads, parts, copies, ranges. */
import * as sdk from '@aws-sdk/client-s3';
import { bucketForKeys, type CustomerKey, customerKey } from './encryption.ts';
import type { S3Scenarios } from './scenario.ts';

const key = customerKey(Buffer.alloc(32, 1));

function ofSource({ SSECustomerAlgorithm, SSECustomerKey, SSECustomerKeyMD5 }: CustomerKey) {
  return {
    CopySourceSSECustomerAlgorithm: SSECustomerAlgorithm,
    CopySourceSSECustomerKey: SSECustomerKey,
    CopySourceSSECustomerKeyMD5: SSECustomerKeyMD5,
  };
}

export const customerKeyScenarios: S3Scenarios = {
  test_put_object_lifecycle_with_sse_c: async (s3) => {
    const at = { Bucket: await bucketForKeys(s3), Key: 'test-sse-c' };
    const client = s3.client();
    await s3.record('put-obj-sse-c', client.send(new sdk.PutObjectCommand({ ...at, Body: 'test_data', ...key })));
    await s3.record('get-obj-sse-c', client.send(new sdk.GetObjectCommand({ ...at, ...key, ChecksumMode: 'ENABLED' })));
    await s3.record('head-obj-sse-c', client.send(new sdk.HeadObjectCommand({ ...at, ...key })));
    await s3.record('del-obj-sse-c', client.send(new sdk.DeleteObjectCommand(at)));
  },

  test_copy_object_with_sse_c: async (s3) => {
    const at = { Bucket: await bucketForKeys(s3), Key: 'test-sse-c' };
    const client = s3.client();
    await s3.record('put-obj-sse-c', client.send(new sdk.PutObjectCommand({ ...at, Body: 'test_data', ...key })));
    await s3.record('get-obj-no-sse-c-param', client.send(new sdk.GetObjectCommand(at)));
    const copy = async (label: string, input: Partial<sdk.CopyObjectCommandInput>): Promise<void> => {
      const command = { Bucket: at.Bucket, Key: `${at.Key}-copy`, CopySource: `${at.Bucket}/${at.Key}`, ...input };
      await s3.record(label, client.send(new sdk.CopyObjectCommand(command)));
    };
    const source = ofSource(key);
    await copy('copy-obj-no-src-sse-c', {});
    await copy('copy-obj-wrong-src-sse-c-algo', { ...source, CopySourceSSECustomerAlgorithm: 'KMS', ...key });
    await copy('copy-obj-wrong-target-sse-c-algo', { ...source, ...key, SSECustomerAlgorithm: 'KMS' });
    await copy('copy-obj-target-double-encryption', { ...source, ...key, ServerSideEncryption: 'AES256' });
    await copy('copy-obj-sse-c', { ...source, ...key });
    await copy('copy-obj-sse-c-target-no-sse-c', source);
  },

  test_multipart_upload_sse_c_validation: async (s3) => {
    const at = { Bucket: await bucketForKeys(s3), Key: 'test-sse-c-multipart' };
    const client = s3.client();
    const create = async (label: string, input: object): Promise<string | undefined> => {
      const command = new sdk.CreateMultipartUploadCommand({ ...at, ...input });
      return (await s3.record(label, client.send(command)))?.UploadId;
    };
    const part = async (label: string, UploadId: string | undefined, input: object): Promise<void> => {
      const command = new sdk.UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: 'test', ...input });
      await s3.record(label, client.send(command));
    };
    const plain = await create('create-mpu-no-sse-c', {});
    await part('mpu-no-sse-c-upload-part-with-sse-c', plain, key);
    const encrypted = await create('create-mpu-sse-c', key);
    await part('mpu-sse-c-upload-part-no-sse-c', encrypted, {});
    await part('mpu-sse-c-upload-part-wrong-sse-c', encrypted, customerKey(Buffer.alloc(32, 2)));
  },

  test_copy_object_kms: async (s3) => {
    const at = { Bucket: await s3.newBucket(), Key: 'source' };
    const client = s3.client();
    await client.send(new sdk.PutObjectCommand({ ...at, Body: 'hello world' }));
    await s3.record('get-object', client.send(new sdk.GetObjectCommand(at)));
    const copied = { Bucket: at.Bucket, Key: 'copied' };
    const kms = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: await s3.newKey(), BucketKeyEnabled: true } as const;
    const copy = new sdk.CopyObjectCommand({ ...copied, CopySource: `${at.Bucket}/${at.Key}`, ...kms });
    await s3.record('copy-object', client.send(copy));
    await s3.record('get-copied-object', client.send(new sdk.GetObjectCommand(copied)));
  },

  test_range_header_body_length: async (s3) => {
    const at = { Bucket: await s3.newBucket(), Key: 'ranges' };
    const client = s3.client();
    await client.send(new sdk.PutObjectCommand({ ...at, Body: Buffer.alloc(2048, 'a') }));
    for (const [label, Range] of [
      ['get-object', 'bytes=0-1023'],
      ['get-object-2', 'bytes=1024-2047'],
    ] as const) {
      await s3.recordUnread(label, client.send(new sdk.GetObjectCommand({ ...at, Range })));
    }
  },
};
