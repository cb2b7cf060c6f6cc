/** A bucket that trails may deliver to, and what lies in it. */
import { gunzipSync } from 'node:zlib';
import {
  CloudTrailClient,
  CreateTrailCommand,
  type CreateTrailCommandInput,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type Duration, milliseconds, minutes } from '#kernel/clock';
import type { Keys } from '../support/lockstead.ts';

/** A server that clients can be made for. */
export interface Reachable {
  clientConfig(keys?: Keys): { readonly endpoint: string; readonly region: string; readonly credentials: Keys };
}

function configOf(server: Reachable, keys: Keys | undefined, region: string | undefined) {
  const config = server.clientConfig(keys);
  return { ...config, maxAttempts: 1, ...(region === undefined ? {} : { region }) };
}

export function s3Of(server: Reachable, keys?: Keys, region?: string): S3Client {
  return new S3Client({ ...configOf(server, keys, region), forcePathStyle: true });
}

export function trailsOf(server: Reachable, keys?: Keys, region?: string): CloudTrailClient {
  return new CloudTrailClient(configOf(server, keys, region));
}

/** As AWS's own documentation has it; with `sourceArn` bound to one trail. */
export function deliveryPolicy(bucket: string, folder: string, sourceArn?: string): string {
  const Principal = { Service: 'cloudtrail.amazonaws.com' };
  const bound = sourceArn === undefined ? {} : { 'aws:SourceArn': sourceArn };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal,
        Action: 's3:GetBucketAcl',
        Resource: `arn:aws:s3:::${bucket}`,
        ...(sourceArn === undefined ? {} : { Condition: { StringEquals: bound } }),
      },
      {
        Effect: 'Allow',
        Principal,
        Action: 's3:PutObject',
        Resource: `arn:aws:s3:::${bucket}/${folder}/*`,
        Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...bound } },
      },
    ],
  });
}

export async function newBucket(s3: S3Client, Bucket: string, policy?: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket }));
  if (policy !== undefined) await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy }));
}

/** A trail that logs. */
export async function newTrail(client: CloudTrailClient, input: CreateTrailCommandInput): Promise<string> {
  const { TrailARN } = await client.send(new CreateTrailCommand(input));
  await client.send(new StartLoggingCommand({ Name: input.Name }));
  return TrailARN ?? '';
}

/**
 * How far it is, of a clock that nobody has moved, to a second after the next delivery. A test that begins there meets no other deliveries than those
 * that it moves the clock to, for the next minutes.
 */
export function toAfterDelivery(): Duration {
  const every = minutes(5);
  return milliseconds(every - (Date.now() % every) + 1000);
}

/** Keys in their order, without the empty objects that stand for folders. */
export async function keysIn(s3: S3Client, Bucket: string, Prefix = ''): Promise<readonly string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  return Contents.flatMap(({ Key = '' }) => (Key.endsWith('/') ? [] : Key));
}

export interface Unpacked {
  readonly text: string;
  readonly type: string | undefined;
  readonly encoding: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

export async function unpacked(s3: S3Client, Bucket: string, Key: string): Promise<Unpacked> {
  const { Body, ContentType, ContentEncoding, Metadata = {} } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  return { text: gunzipSync(bytes).toString(), type: ContentType, encoding: ContentEncoding, metadata: Metadata };
}

export interface LoggedRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly awsRegion: string;
  readonly recipientAccountId: string;
  readonly readOnly: boolean;
  readonly eventCategory: string;
}

/** All that was delivered, in the order of the files. */
export async function recordsIn(s3: S3Client, bucket: string, prefix = ''): Promise<readonly LoggedRecord[]> {
  const keys = (await keysIn(s3, bucket, prefix)).filter((key) => key.includes('/CloudTrail/'));
  const records: LoggedRecord[] = [];
  for (const key of keys) {
    const { text } = await unpacked(s3, bucket, key);
    records.push(...(JSON.parse(text) as { readonly Records: LoggedRecord[] }).Records);
  }
  return records;
}
