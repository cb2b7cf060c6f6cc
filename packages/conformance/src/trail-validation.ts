/**
 * A trail's digests before the AWS CLI's own validation, which is the judge of them in the world: a day of an hour's trails is valid, also after a jump
 * of the clock; and whatever is changed, taken away or renamed in the bucket is found out.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CloudTrailClient, CreateTrailCommand, StartLoggingCommand } from '@aws-sdk/client-cloudtrail';
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import { startLockstead } from 'lockstead';

const Bucket = 'proven-trail';

function bucketPolicy(account: string): string {
  const Principal = { Service: 'cloudtrail.amazonaws.com' };
  const Allow = { Effect: 'Allow', Principal };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { ...Allow, Action: 's3:GetBucketAcl', Resource: `arn:aws:s3:::${Bucket}` },
      {
        ...Allow,
        Action: 's3:PutObject',
        Resource: `arn:aws:s3:::${Bucket}/AWSLogs/${account}/*`,
        Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
      },
    ],
  });
}

interface Stored {
  readonly bytes: Buffer;
  readonly headers: Pick<PutObjectCommandInput, 'ContentType' | 'ContentEncoding' | 'Metadata'>;
}

class TrailBucket {
  readonly #s3: S3Client;

  constructor(s3: S3Client) {
    this.#s3 = s3;
  }

  async keys(part: string): Promise<readonly string[]> {
    const { Contents = [] } = await this.#s3.send(new ListObjectsV2Command({ Bucket }));
    return Contents.flatMap(({ Key = '' }) => (Key.includes(part) && Key.endsWith('.gz') ? [Key] : []));
  }

  async get(Key: string): Promise<Stored> {
    const { Body, ContentType, ContentEncoding, Metadata } = await this.#s3.send(new GetObjectCommand({ Bucket, Key }));
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
    return { bytes, headers: { ContentType, ContentEncoding, Metadata } };
  }

  async put(Key: string, { bytes, headers }: Stored): Promise<void> {
    await this.#s3.send(new PutObjectCommand({ Bucket, Key, Body: bytes, ...headers }));
  }

  async delete(Key: string): Promise<void> {
    await this.#s3.send(new DeleteObjectCommand({ Bucket, Key }));
  }
}

interface Judged {
  readonly code: number | null;
  readonly text: string;
}

/** `aws`: the command, in which nobody has changed anything. */
export async function validateTrail(aws: string): Promise<boolean> {
  const cloud = await startLockstead({ ephemeral: true });
  const home = mkdtempSync(join(tmpdir(), 'lockstead-trail-'));
  try {
    const config = cloud.clientConfig();
    const [iam, trails] = [new IAMClient(config), new CloudTrailClient(config)];
    const s3 = new S3Client({ ...config, forcePathStyle: true });
    const bucket = new TrailBucket(s3);
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: bucketPolicy(cloud.accountId) }));
    const trail = { Name: 'proven', S3BucketName: Bucket, EnableLogFileValidation: true };
    const { TrailARN = '' } = await trails.send(new CreateTrailCommand(trail));
    await trails.send(new StartLoggingCommand({ Name: 'proven' }));
    const begin = new Date(cloud.clock.now().getTime() - 3_600_000);

    const judge = async (): Promise<Judged> => {
      const end = new Date(cloud.clock.now().getTime() + 3_600_000);
      const times = ['--start-time', begin.toISOString(), '--end-time', end.toISOString()];
      const child = spawn(aws, ['cloudtrail', 'validate-logs', '--trail-arn', TrailARN, ...times, '--verbose'], {
        env: {
          PATH: process.env['PATH'] ?? '',
          HOME: home,
          AWS_ENDPOINT_URL: cloud.endpoint,
          AWS_REGION: 'us-east-1',
          AWS_DEFAULT_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: cloud.credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: cloud.credentials.secretAccessKey,
        },
      });
      let text = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (text += String(part)));
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, text };
    };
    const expect = async (what: string, isRight: (judged: Judged) => boolean): Promise<boolean> => {
      const judged = await judge();
      if (!isRight(judged)) process.stdout.write(`${what}: exit ${judged.code}\n${judged.text}\n`);
      return isRight(judged);
    };
    const isValid =
      (digests: number) =>
      ({ code, text }: Judged): boolean =>
        code === 0 && text.includes(`${digests}/${digests} digest files valid`) && !text.includes('INVALID');
    const finds =
      (...words: readonly string[]) =>
      ({ code, text }: Judged): boolean =>
        code !== 0 && words.every((word) => text.includes(word));

    for (let hour = 0; hour < 24; hour++) {
      await iam.send(new CreateUserCommand({ UserName: `of-hour-${hour}` }));
      await cloud.clock.advance('PT1H');
    }
    if (!(await expect('a day', isValid(24)))) return false;
    await cloud.clock.advance('P90D');
    await iam.send(new CreateUserCommand({ UserName: 'after-the-jump' }));
    await cloud.clock.advance('PT1H');
    if (!(await expect('a jump of the clock', isValid(26)))) return false;

    const [file = ''] = await bucket.keys('/CloudTrail/');
    const original = await bucket.get(file);
    const text = gunzipSync(original.bytes).toString().replace('"CreateUser"', '"createUser"');
    await bucket.put(file, { ...original, bytes: gzipSync(text) });
    if (!(await expect('a changed file', finds(file, 'INVALID: hash value doesn')))) return false;
    await bucket.delete(file);
    if (!(await expect('a deleted file', finds(file, 'INVALID: not found')))) return false;
    await bucket.put(file, original);
    if (!(await expect('the file as it was', isValid(26)))) return false;

    const digest = (await bucket.keys('/CloudTrail-Digest/')).at(3) ?? '';
    const signed = await bucket.get(digest);
    // Bucket and name are signed.
    await bucket.put(digest.replace(/\d\dZ\.json\.gz$/, '59Z.json.gz'), signed);
    await bucket.delete(digest);
    return await expect('a renamed digest', finds(digest, 'INVALID: not found'));
  } finally {
    await cloud.stop();
    rmSync(home, { recursive: true, force: true });
  }
}
