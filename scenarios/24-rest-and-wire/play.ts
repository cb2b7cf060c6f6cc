import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type Cloud, startLockstead } from 'lockstead';
import { attempt, type Keys, newUser, person, policyOf } from '../people.ts';
import type { Play, Stage } from '../stage.ts';

const words = 'the price of the deal is 4711 ';

export const play: Play = async (stage) => {
  await rest(stage);
  await wire(stage);
  stage.missing('volumes, which come with EC2');
};

async function rest(stage: Stage): Promise<void> {
  const { step, check } = stage;
  step('Objects in a bucket whose default is a key of its owner');
  const data = mkdtempSync(join(tmpdir(), 'lockstead-rest-'));
  try {
    await using cloud = await startLockstead({ data });
    const admin = person(cloud, cloud.credentials);
    const owner = s3Of(cloud, cloud.credentials);
    const kms = new KMSClient(cloud.clientConfig());
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: 'deals' }));
    const KeyId = KeyMetadata?.KeyId ?? '';
    await owner.send(new CreateBucketCommand({ Bucket: 'deals' }));
    const rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KeyMetadata?.Arn },
    } as const;
    const ServerSideEncryptionConfiguration = { Rules: [rule] };
    await owner.send(new PutBucketEncryptionCommand({ Bucket: 'deals', ServerSideEncryptionConfiguration }));
    for (const [Key, times] of [
      ['small', 1],
      ['large', 10_000],
    ] as const) {
      await owner.send(new PutObjectCommand({ Bucket: 'deals', Key, Body: words.repeat(times) }));
    }
    check('the words are in no file of the data directory', !bytesIn(data).includes(words));

    step('Ben may read the objects, and may not use the key');
    const ben = await newUser(cloud, admin, 'ben');
    const PolicyDocument = policyOf({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::deals/*' });
    await admin.iam.send(new PutUserPolicyCommand({ UserName: 'ben', PolicyName: 'reads', PolicyDocument }));
    const read = (client: S3Client): Promise<unknown> =>
      client.send(new GetObjectCommand({ Bucket: 'deals', Key: 'small' }));
    const denied = await attempt(s3Of(cloud, ben.keys).send(new GetObjectCommand({ Bucket: 'deals', Key: 'small' })));
    stage.say(denied.words);
    check('the refusal is the key’s', denied.message.includes('kms:Decrypt'));

    step('The key is disabled');
    await kms.send(new DisableKeyCommand({ KeyId }));
    const name = await read(owner).then(
      () => 'read',
      (error: Error) => error.name,
    );
    check('nobody reads what it sealed', name === 'KMS.DisabledException', name);
    await kms.send(new EnableKeyCommand({ KeyId }));
    const text = await (
      await owner.send(new GetObjectCommand({ Bucket: 'deals', Key: 'large' }))
    ).Body?.transformToString();
    check('enabled again, every byte is there', text === words.repeat(10_000));
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function wire({ cloud, step, check, say }: Stage): Promise<void> {
  step('A bucket that asks for TLS');
  const owner = s3Of(cloud, cloud.credentials);
  await owner.send(new CreateBucketCommand({ Bucket: 'tls-only' }));
  await owner.send(new PutObjectCommand({ Bucket: 'tls-only', Key: 'k', Body: 'x' }));
  const get = (): ReturnType<typeof attempt> =>
    attempt(owner.send(new GetObjectCommand({ Bucket: 'tls-only', Key: 'k' })));
  check('before, plain HTTP is served', (await get()).allowed);
  const Policy = policyOf({
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: ['arn:aws:s3:::tls-only', 'arn:aws:s3:::tls-only/*'],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  });
  await owner.send(new PutBucketPolicyCommand({ Bucket: 'tls-only', Policy }));
  const refused = await get();
  say(refused.words);
  check(
    'now it is refused, by the bucket’s policy',
    refused.message.includes('explicit deny in a resource-based policy'),
  );
}

function s3Of(cloud: Cloud, keys: Keys): S3Client {
  return new S3Client({ ...cloud.clientConfig(keys), forcePathStyle: true });
}

function bytesIn(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return Buffer.concat(files.map((file) => readFileSync(join(file.parentPath, file.name))));
}
