/** A trail whose files are encrypted under a key of the customer's: the key's policy counts at once, and with each delivery. */
import { CreateTrailCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail';
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { DisableKeyCommand, EnableKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kmsClient, newTestKey } from '../kms/support.ts';
import { refusalOf } from '../support/refusal.ts';
import { deliveryPolicy, keysIn, newBucket, newTrail, recordsIn, s3Of, toAfterDelivery, trailsOf } from './trails.ts';

let cloud: Cloud;
let s3: S3Client;
let kms: KMSClient;

beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  await cloud.clock.advance(`PT${Math.ceil(toAfterDelivery() / 1000)}S`);
  s3 = s3Of(cloud);
  kms = kmsClient(cloud);
  await newBucket(s3, 'encrypted', deliveryPolicy('encrypted', `AWSLogs/${cloud.accountId}`));
});

afterAll(() => cloud.stop());

const trailArn = (name: string): string => `arn:aws:cloudtrail:us-east-1:${cloud.accountId}:trail/${name}`;

/** The statements are those of AWS's documentation. */
function keyPolicy(...statements: readonly object[]): string {
  const owner = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${cloud.accountId}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [owner, ...statements] });
}
const Principal = { Service: 'cloudtrail.amazonaws.com' };
const encrypts = (name: string): object => ({
  Effect: 'Allow',
  Principal,
  Action: 'kms:GenerateDataKey*',
  Resource: '*',
  Condition: {
    StringEquals: { 'aws:SourceArn': trailArn(name) },
    StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${cloud.accountId}:trail/*` },
  },
});
const describes = { Effect: 'Allow', Principal, Action: 'kms:DescribeKey', Resource: '*' };

test('a key whose policy does not let CloudTrail use it, for this trail, is refused', async () => {
  const create = async (Policy: string) => {
    const { KeyId } = await newTestKey(kms, { Policy });
    return await refusalOf(
      trailsOf(cloud).send(new CreateTrailCommand({ Name: 'refused', S3BucketName: 'encrypted', KmsKeyId: KeyId })),
    );
  };
  for (const statements of [[], [describes], [encrypts('refused')], [describes, encrypts('another')]]) {
    expect(await create(keyPolicy(...statements))).toMatchObject({ code: 'InsufficientEncryptionPolicyException' });
  }
});

test('files are encrypted under the key, and each delivery does not make the next one', async () => {
  const { KeyId, Arn } = await newTestKey(kms, { Policy: keyPolicy(describes, encrypts('sealed')) });
  await newTrail(trailsOf(cloud), { Name: 'sealed', S3BucketName: 'encrypted', KmsKeyId: KeyId });
  await cloud.clock.advance('PT5M');
  const keys = await keysIn(s3, 'encrypted');
  expect(keys.length).toBe(1);
  const head = await s3.send(new HeadObjectCommand({ Bucket: 'encrypted', Key: keys[0] ?? '' }));
  expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: Arn });
  for (let i = 0; i < 4; i++) await cloud.clock.advance('PT5M');
  expect(await keysIn(s3, 'encrypted')).toEqual(keys);

  await kms.send(new DisableKeyCommand({ KeyId }));
  const iam = new IAMClient(cloud.clientConfig());
  await iam.send(new CreateUserCommand({ UserName: 'while-disabled' }));
  await cloud.clock.advance('PT5M');
  const status = () => trailsOf(cloud).send(new GetTrailStatusCommand({ Name: 'sealed' }));
  expect((await status()).LatestDeliveryError).toMatch(/KMS|Disabled/);
  await kms.send(new EnableKeyCommand({ KeyId }));
  await cloud.clock.advance('PT5M');
  expect((await status()).LatestDeliveryError).toBeUndefined();
  expect((await recordsIn(s3, 'encrypted')).map(({ eventName }) => eventName)).toContain('CreateUser');
});
