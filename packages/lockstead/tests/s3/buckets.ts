/** A server with a bucket, and what tests of objects do again and again. */
import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  type GetObjectCommandInput,
  PutBucketEncryptionCommand,
  PutBucketVersioningCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type House, type HouseOptions, type Keys, openHouse } from '../support/lockstead.ts';

export interface BucketHouse extends AsyncDisposable {
  readonly house: House;
  readonly s3: S3Client;
  clientOf(keys: Keys, region?: string): S3Client;
}

/** In the first account: the bucket `box`. */
export async function openBox(options: HouseOptions = {}): Promise<BucketHouse> {
  const house = await openHouse(options);
  const clients: S3Client[] = [];
  const clientOf = (keys: Keys, region?: string): S3Client => {
    const client = new S3Client({ ...house.clientConfig(keys, region), forcePathStyle: true });
    clients.push(client);
    return client;
  };
  const s3 = clientOf(house.accounts[0].admin);
  await s3.send(new CreateBucketCommand({ Bucket: 'box' }));
  return {
    house,
    s3,
    clientOf,
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.destroy();
      await house[Symbol.asyncDispose]();
    },
  };
}

export async function keepVersions(s3: S3Client, Bucket: string, Status: 'Enabled' | 'Suspended'): Promise<void> {
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
}

/** From now on the bucket takes objects that are encrypted with a customer's key. */
export async function allowCustomerKeys(s3: S3Client, Bucket: string): Promise<void> {
  const Rules = [
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const },
      BlockedEncryptionTypes: { EncryptionType: ['NONE' as const] },
    },
  ];
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
}

export function customerKey(seed: string): {
  SSECustomerAlgorithm: string;
  SSECustomerKey: string;
  SSECustomerKeyMD5: string;
} {
  const key = createHash('sha256').update(seed).digest();
  return {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: key.toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(key).digest('base64'),
  };
}

export type CustomerKeyHeaders = ReturnType<typeof customerKey>;

/** An upload from its beginning to its end, parts in the order in which they are given. Answers its id. */
export async function uploadInParts(
  s3: S3Client,
  input: CreateMultipartUploadCommandInput,
  parts: readonly (readonly [number: number, bytes: Buffer])[],
  withPart: Partial<CustomerKeyHeaders> = {},
): Promise<string> {
  const { Bucket, Key } = input;
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(input));
  const sent = new Map<number, string | undefined>();
  for (const [PartNumber, Body] of parts) {
    const { ETag } = await s3.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body, ...noChecksum(input), ...withPart }),
    );
    sent.set(PartNumber, ETag);
  }
  const Parts = [...sent].toSorted(([a], [b]) => a - b).map(([PartNumber, ETag]) => ({ PartNumber, ETag }));
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
  return UploadId ?? '';
}

/** The SDK names CRC32 itself where nobody names an algorithm. */
function noChecksum({ ChecksumAlgorithm }: CreateMultipartUploadCommandInput): object {
  return ChecksumAlgorithm === undefined ? {} : { ChecksumAlgorithm };
}

export async function bytesOf(s3: S3Client, input: GetObjectCommandInput): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand(input));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** How a call was refused, in the form of AWS's recorded answers; the code `none` where it was not. */
export async function refusal(asking: Promise<unknown>): Promise<object> {
  const error = await asking.then(
    () => undefined,
    (thrown) => thrown,
  );
  if (error === undefined) return { Code: 'none' };
  const {
    $metadata,
    $fault: _f,
    $retryable: _r,
    name: _n,
    RequestId: _i,
    HostId: _h,
    Code,
    Error: _e,
    ...members
  } = error;
  return { Code, Message: error.message, status: $metadata.httpStatusCode, ...members, message: undefined };
}
