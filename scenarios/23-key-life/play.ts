import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudTrailClient, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import { PutUserPolicyCommand } from '@aws-sdk/client-iam';
import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  KMSClient,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { ClientConfig } from 'lockstead';
import { attempt, newUser, type Person, person, policyOf } from '../people.ts';
import type { Play, Stage } from '../stage.ts';
import { startServer } from './server.ts';

/** What an administrator of keys does: everything but use them. */
const administration = [
  'kms:Create*',
  'kms:Describe*',
  'kms:Enable*',
  'kms:List*',
  'kms:Put*',
  'kms:Update*',
  'kms:Revoke*',
  'kms:Disable*',
  'kms:Get*',
  'kms:Delete*',
  'kms:TagResource',
  'kms:ScheduleKeyDeletion',
  'kms:CancelKeyDeletion',
];
const EncryptionContext = { order: '4711' };

export const play: Play = async (stage) => {
  await life(stage);
  await objects(stage);
  await crash(stage);
};

interface Key {
  readonly KeyId: string;
  readonly admin: KMSClient;
  readonly app: KMSClient;
}

async function newKey({ cloud, step, check }: Stage): Promise<Key> {
  step('Ada administers a key, the shop uses it: the key policy says who does which');
  const root = person(cloud, cloud.credentials);
  const client = (who: Person): KMSClient => new KMSClient(cloud.clientConfig(who.keys));
  const [admin, app] = [client(await newUser(cloud, root, 'ada')), client(await newUser(cloud, root, 'shop'))];
  const user = (name: string) => ({ AWS: `arn:aws:iam::${cloud.accountId}:user/${name}` });
  const Policy = policyOf(
    {
      Sid: 'Account',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${cloud.accountId}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
    { Sid: 'Administers', Effect: 'Allow', Principal: user('ada'), Action: administration, Resource: '*' },
    {
      Sid: 'Uses',
      Effect: 'Allow',
      Principal: user('shop'),
      Action: ['kms:Encrypt', 'kms:Decrypt'],
      Resource: '*',
      Condition: { StringLike: { 'kms:EncryptionContext:order': '*' } },
    },
  );
  const own = new KMSClient(cloud.clientConfig());
  const { KeyMetadata } = await own.send(new CreateKeyCommand({ Policy, Description: 'orders' }));
  check('the key is there', KeyMetadata?.KeyState === 'Enabled');
  return { KeyId: KeyMetadata?.KeyId ?? '', admin, app };
}

/** The name of the error, or `answered`. */
async function outcome(call: Promise<unknown>): Promise<string> {
  return await call.then(
    () => 'answered',
    (error: Error) => error.name,
  );
}

async function life(stage: Stage): Promise<void> {
  const { cloud, step, say, check } = stage;
  const { KeyId, admin, app } = await newKey(stage);
  const Plaintext = Buffer.from('4000 0566 5566 5556');
  const { CiphertextBlob } = await app.send(new EncryptCommand({ KeyId, Plaintext, EncryptionContext }));
  const open = (client: KMSClient, context: Record<string, string> = EncryptionContext) =>
    client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context }));
  const opened = await open(app);
  check('the shop opens what it sealed', Buffer.from(opened.Plaintext ?? []).equals(Plaintext));
  const other = await outcome(open(app, { order: '4712' }));
  check('not under the number of another order', other === 'InvalidCiphertextException', other);
  const adas = await attempt(open(admin));
  say(adas.words);
  check('Ada, who administers the key, cannot open it', !adas.allowed);
  check('the shop cannot disable the key', !(await attempt(app.send(new DisableKeyCommand({ KeyId })))).allowed);
  const policy = new PutKeyPolicyCommand({
    KeyId,
    Policy: policyOf({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:Decrypt', Resource: '*' }),
  });
  const locked = await outcome(admin.send(policy));
  check('a policy that nobody could change again is refused', locked === 'MalformedPolicyDocumentException', locked);

  step('Disabled, it opens nothing; enabled, it does again');
  await admin.send(new DisableKeyCommand({ KeyId }));
  const disabled = await outcome(open(app));
  check('the shop is told that the key is disabled', disabled === 'DisabledException', disabled);
  await admin.send(new EnableKeyCommand({ KeyId }));
  check('then it works again', (await outcome(open(app))) === 'answered');

  step('Ada schedules its deletion, thinks better of it, and schedules it again');
  const schedule = new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 });
  await admin.send(schedule);
  const pending = await outcome(open(app));
  check('a key that waits for its deletion opens nothing', pending === 'KMSInvalidStateException', pending);
  await admin.send(new CancelKeyDeletionCommand({ KeyId }));
  await admin.send(new EnableKeyCommand({ KeyId }));
  check('cancelled and enabled, it opens again', (await outcome(open(app))) === 'answered');
  await admin.send(schedule);
  await cloud.clock.advance('P8D');
  // The account's administrator asks: Ada's permissions were in the key policy, and went with it.
  const gone = await outcome(new KMSClient(cloud.clientConfig()).send(new DescribeKeyCommand({ KeyId })));
  check('eight days later it is gone', gone === 'NotFoundException', gone);
  const never = await outcome(open(app));
  check('and nothing opens what it sealed', never === 'AccessDeniedException', never);

  step('Each use is in the event history');
  const uses = await usesOf(new CloudTrailClient(cloud.clientConfig()));
  const refusals = uses.filter(({ errorCode }) => errorCode !== undefined).map(({ errorCode }) => errorCode);
  say(`${uses.length} Decrypt, refused: ${refusals.join(', ')}`);
  check('three were answered', uses.filter(({ errorCode }) => errorCode === undefined).length === 3);
  check('Ada’s try is one of the refused', refusals.includes('AccessDenied'), refusals.join(', '));
  check(
    'the order’s number stands in them',
    uses.some(({ order }) => order === '4711'),
  );
}

async function objects({ cloud, step, say, check }: Stage): Promise<void> {
  step('S3 seals with a key too, as whoever asks it');
  const root = person(cloud, cloud.credentials);
  const [owner, keys] = [s3Of(cloud, root), new KMSClient(cloud.clientConfig())];
  const { KeyMetadata } = await keys.send(new CreateKeyCommand({ Description: 'invoices' }));
  const KeyId = KeyMetadata?.KeyId ?? '';
  await owner.send(new CreateBucketCommand({ Bucket: 'invoices' }));
  const invoice = { Bucket: 'invoices', Key: '4711' };
  const sealed = { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KeyId } as const;
  await owner.send(new PutObjectCommand({ ...invoice, ...sealed, Body: 'to pay: 12 EUR' }));
  const reader = await newUser(cloud, root, 'reader');
  const mayRead = policyOf({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::invoices/*' });
  await root.iam.send(new PutUserPolicyCommand({ UserName: 'reader', PolicyName: 'reads', PolicyDocument: mayRead }));
  const read = (who: Person): Promise<GetObjectCommandOutput> => s3Of(cloud, who).send(new GetObjectCommand(invoice));
  check('its owner reads it', (await (await read(root)).Body?.transformToString()) === 'to pay: 12 EUR');
  const withoutKey = await attempt(read(reader));
  say(withoutKey.words);
  check('who may read the bucket, and not use the key, does not', withoutKey.message.includes('kms:Decrypt'));
  await keys.send(new DisableKeyCommand({ KeyId }));
  const disabled = await outcome(read(root));
  check('while the key is disabled, S3 cannot read what it sealed', disabled === 'KMS.DisabledException', disabled);
  const listed = await owner.send(new ListObjectsV2Command({ Bucket: 'invoices' }));
  check('it still lists it', listed.KeyCount === 1);
  await keys.send(new EnableKeyCommand({ KeyId }));
  check('enabled, it reads it again', (await outcome(read(root))) === 'answered');
  const uses = await usesOf(new CloudTrailClient(cloud.clientConfig()));
  check(
    'the uses of the key name S3, which asked as its caller',
    uses.some(({ by, bucketOfUse }) => by === 's3.amazonaws.com' && bucketOfUse === 'arn:aws:s3:::invoices/4711'),
  );
}

function s3Of(cloud: Stage['cloud'], { keys }: Person): S3Client {
  return new S3Client({ ...cloud.clientConfig(keys), forcePathStyle: true, maxAttempts: 1 });
}

const usesBeforeTheCrash = 60;
const clients = 6;

async function crash({ step, say, check }: Stage): Promise<void> {
  step('The server is killed while six clients decrypt');
  const folder = mkdtempSync(join(tmpdir(), 'lockstead-key-life-'));
  const data = join(folder, 'data');
  let server = await startServer(data);
  try {
    const kms = clientOf(server.config);
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId: KeyMetadata?.KeyId, Plaintext: Buffer.from('before'), EncryptionContext }),
    );
    const answered = new Set<string>();
    let killed: Promise<void> | undefined;
    const client = async (): Promise<void> => {
      while (killed === undefined) {
        const answer = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext })).catch(() => undefined);
        if (answer === undefined) return;
        answered.add(answer.$metadata.requestId ?? '');
        if (answered.size >= usesBeforeTheCrash) killed ??= server.kill();
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    await killed;
    say(`${answered.size} answers arrived, then kill -9`);

    server = await startServer(data);
    const again = clientOf(server.config);
    const opened = await again.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
    check('the key opens what it sealed before', Buffer.from(opened.Plaintext ?? []).toString() === 'before');
    const recorded = new Set((await usesOf(new CloudTrailClient(server.config))).map(({ requestId }) => requestId));
    const lost = [...answered].filter((id) => !recorded.has(id));
    check('each use that was answered is recorded', answered.size > 0 && lost.length === 0, `${lost.length} are not`);
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without repeats: an answer that does not arrive is counted once. */
function clientOf(config: ClientConfig): KMSClient {
  return new KMSClient({ ...config, maxAttempts: 1 });
}

interface Use {
  readonly requestId: string;
  readonly errorCode: string | undefined;
  readonly order: string | undefined;
  /** The service that asked on behalf of its caller. */
  readonly by: string | undefined;
  readonly bucketOfUse: string | undefined;
}

async function usesOf(client: CloudTrailClient): Promise<readonly Use[]> {
  const uses: Use[] = [];
  const attributes = [{ AttributeKey: 'EventName' as const, AttributeValue: 'Decrypt' }];
  for await (const page of paginateLookupEvents({ client }, { LookupAttributes: attributes })) {
    for (const { CloudTrailEvent = '{}' } of page.Events ?? []) {
      const { requestID, errorCode, requestParameters, userIdentity } = JSON.parse(CloudTrailEvent);
      const context = requestParameters?.encryptionContext;
      uses.push({
        requestId: requestID,
        errorCode,
        order: context?.order,
        by: userIdentity?.invokedBy,
        bucketOfUse: context?.['aws:s3:arn'],
      });
    }
  }
  return uses;
}
