/** Keys that AWS manages for a service: made at first use, used through that service alone, and changed by nobody. */
import { CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '#config/config';
import { type Duration, days, type MovableClock, milliseconds, systemClock } from '#kernel/clock';
import { systemEntropy } from '#kernel/entropy';
import { newAccessKeyId, newAccountId } from '#kernel/ids';
import { silentLog } from '#kernel/log';
import { RootKey } from '#kernel/root-key';
import { Secret } from '#kernel/secret';
import { systemTimers } from '#kernel/timers';
import { type Running, start } from '#main';
import type { WriteOperation } from '#service/operation';
import { defineService, type ServiceDefinition } from '#service/service';
import { type Keys as OpenKeys, openKeys } from '#services/kms/api';
import { newKey } from '../support/iam.ts';
import type { Keys } from '../support/lockstead.ts';
import { vaultModel } from '../support/models.ts';
import { send, signed } from '../support/signed.ts';
import { refusal, words } from './support.ts';

const region = 'us-east-1';
let running: Running;
let clock: MovableClock;
let own: OpenKeys;
let root: Keys;
let admin: Keys;

interface Asked {
  readonly Name: string;
  readonly Text: string;
}

/**
 * A service that encrypts as its caller under the key that AWS manages for the service of this name, and decrypts. `Name` names the service; the text
 * that comes out is `Mark`.
 */
function encrypting(keys: () => OpenKeys): ServiceDefinition {
  const operation = <Name extends 'Seal' | 'Press'>(
    name: Name,
    work: (input: Asked, context: Parameters<NonNullable<WriteOperation<Asked>['prepare']>>[1]) => Promise<string>,
  ): WriteOperation<Asked, object, string> & { readonly name: Name } => ({
    name,
    effect: 'write',
    prepare: work,
    handle: async ({ Name }, _context, mark) => ({ Name, Mark: mark }),
  });
  const seal = operation('Seal', async ({ Name, Text }, context) => {
    const { arn } = await keys().managed.of({ account: context.account, region: context.region }, Name);
    const call = { service: 'kms', operation: 'Encrypt', input: { KeyId: arn, Plaintext: Buffer.from(Text) } };
    const answer = (await context.invoke(call, {
      forward: context,
      via: `${Name}.amazonaws.com`,
    })) as kms.EncryptResponse;
    return Buffer.from(answer.CiphertextBlob ?? []).toString('base64');
  });
  const press = operation('Press', async ({ Name, Text }, context) => {
    const call = { service: 'kms', operation: 'Decrypt', input: { CiphertextBlob: Buffer.from(Text, 'base64') } };
    const answer = (await context.invoke(call, {
      forward: context,
      via: `${Name}.amazonaws.com`,
    })) as kms.DecryptResponse;
    return words(answer.Plaintext);
  });
  return defineService({
    name: 'vault',
    global: false,
    model: vaultModel(),
    operations: [seal, press],
    authorization: { Seal: async () => [], Press: async () => [] },
  });
}

beforeAll(async () => {
  clock = systemClock();
  const entropy = systemEntropy();
  const rootKey = RootKey.generate(entropy);
  const account = newAccountId(entropy);
  const rootCredentials = {
    accessKeyId: newAccessKeyId(entropy, 'AKIA', account),
    secretAccessKey: new Secret(entropy.bytes(30).toString('base64')),
  };
  const config = { ...parseConfig({ port: '0', ephemeral: true, 'log-level': 'silent' }), accountId: account };
  const noEvents = { record: async () => 'none' };
  running = await start(config, {
    clock,
    entropy,
    timers: systemTimers,
    log: silentLog,
    rootKey,
    rootCredentials,
    furtherServices: (store) => {
      own = openKeys({
        store,
        rootKey,
        clock,
        entropy,
        timers: systemTimers,
        log: silentLog,
        furtherEvents: noEvents,
      });
      return [encrypting(() => own)];
    },
  });
  const revealed = ({ accessKeyId, secretAccessKey }: typeof rootCredentials): Keys => ({
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
  });
  root = revealed(rootCredentials);
  admin = revealed(running.admin);
});
afterAll(async () => {
  await own.vault.stop();
  await running.stop();
});

const client = (credentials = admin): kms.KMSClient =>
  new kms.KMSClient({ endpoint: running.endpoint, region, credentials, maxAttempts: 1 });
const iam = (): IAMClient => new IAMClient({ endpoint: running.endpoint, region, credentials: admin, maxAttempts: 1 });
const advance = (by: Duration): Promise<void> => running.moveClock(milliseconds(clock.offset() + by));

/** Calls the fixture service; answers `Mark`, or what was refused. */
async function called(operation: 'Seal' | 'Press', service: string, text: string, keys = admin): Promise<string> {
  const { port, host } = new URL(running.endpoint);
  const target = `Fixture_vault.${operation}`;
  const headers = { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  const unsigned = { headers, body: JSON.stringify({ Name: service, Text: text }) };
  const { text: body } = await send(Number(port), unsigned, signed(unsigned, { keys, service: 'vault' }));
  const answer = JSON.parse(body) as { readonly Mark?: string; readonly message?: string; readonly Message?: string };
  return answer.Mark ?? `refused: ${answer.message ?? answer.Message}`;
}

const described = async (KeyId: string, by = client()): Promise<kms.KeyMetadata> =>
  (await by.send(new kms.DescribeKeyCommand({ KeyId }))).KeyMetadata as kms.KeyMetadata;

async function newUser(UserName: string, ...Statement: readonly object[]): Promise<Keys> {
  await iam().send(new CreateUserCommand({ UserName }));
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  if (Statement.length > 0)
    await iam().send(new PutUserPolicyCommand({ UserName, PolicyName: 'only', PolicyDocument }));
  return await newKey(iam(), UserName);
}

test('the key is made at the first use through its service, once, and everybody there can use it so', async () => {
  const marks = await Promise.all([1, 2, 3, 4].map((n) => called('Seal', 's3', `text ${n}`)));
  const { KeyId = '', ...metadata } = await described('alias/aws/s3');
  expect(metadata).toMatchObject({ KeyManager: 'AWS', KeyState: 'Enabled', MultiRegion: false });
  expect(metadata.Description).toContain('S3 objects');
  const { Keys: listed = [] } = await client().send(new kms.ListKeysCommand({}));
  expect(listed.filter(({ KeyId: id }) => id === KeyId)).toHaveLength(1);
  // Somebody whose own policies have nothing of KMS.
  const user = await newUser('reader');
  for (const [at, mark] of marks.entries()) expect(await called('Press', 's3', mark, user)).toBe(`text ${at + 1}`);
});

test('nobody uses it directly, or through another service', async () => {
  const mark = await called('Seal', 's3', 'for S3');
  const CiphertextBlob = Buffer.from(mark, 'base64');
  for (const keys of [admin, root]) {
    expect((await refusal(client(keys).send(new kms.DecryptCommand({ CiphertextBlob })))).name).toBe(
      'AccessDeniedException',
    );
  }
  expect(await called('Press', 'sqs', mark)).toMatch(/^refused: .*kms:Decrypt/);
  const KeyId = 'alias/aws/s3';
  const encrypt = new kms.EncryptCommand({ KeyId, Plaintext: Buffer.from('x') });
  expect((await refusal(client().send(encrypt))).message).toContain(
    'no resource-based policy allows the kms:Encrypt action',
  );
});

test('a policy that denies still denies', async () => {
  const mark = await called('Seal', 's3', 'for S3');
  const user = await newUser('denied', { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' });
  expect(await called('Press', 's3', mark, user)).toMatch(/^refused: .*explicit deny/);
});

describe('nobody changes it', () => {
  const PolicyDocument =
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}';
  const changes: readonly [string, (KeyId: string, by: kms.KMSClient) => Promise<unknown>][] = [
    ['DisableKey', (KeyId, by) => by.send(new kms.DisableKeyCommand({ KeyId }))],
    ['EnableKey', (KeyId, by) => by.send(new kms.EnableKeyCommand({ KeyId }))],
    ['ScheduleKeyDeletion', (KeyId, by) => by.send(new kms.ScheduleKeyDeletionCommand({ KeyId }))],
    ['PutKeyPolicy', (KeyId, by) => by.send(new kms.PutKeyPolicyCommand({ KeyId, Policy: PolicyDocument }))],
    ['DisableKeyRotation', (KeyId, by) => by.send(new kms.DisableKeyRotationCommand({ KeyId }))],
    ['EnableKeyRotation', (KeyId, by) => by.send(new kms.EnableKeyRotationCommand({ KeyId }))],
    ['RotateKeyOnDemand', (KeyId, by) => by.send(new kms.RotateKeyOnDemandCommand({ KeyId }))],
    [
      'TagResource',
      (KeyId, by) => by.send(new kms.TagResourceCommand({ KeyId, Tags: [{ TagKey: 'a', TagValue: 'b' }] })),
    ],
    ['UntagResource', (KeyId, by) => by.send(new kms.UntagResourceCommand({ KeyId, TagKeys: ['a'] }))],
    [
      'UpdateKeyDescription',
      (KeyId, by) => by.send(new kms.UpdateKeyDescriptionCommand({ KeyId, Description: 'mine' })),
    ],
    [
      'CreateAlias',
      (KeyId, by) => by.send(new kms.CreateAliasCommand({ AliasName: 'alias/mine', TargetKeyId: KeyId })),
    ],
    [
      'CreateGrant',
      (KeyId, by) =>
        by.send(
          new kms.CreateGrantCommand({
            KeyId,
            GranteePrincipal: `arn:aws:iam::${running.account}:user/admin`,
            Operations: ['Decrypt'],
          }),
        ),
    ],
  ];

  test.each(changes)('%s', async (operation, change) => {
    const { Arn = '' } = await described('alias/aws/s3');
    for (const keys of [admin, root]) {
      const { name, message } = await refusal(change(Arn, client(keys)));
      expect(name).toBe('AccessDeniedException');
      expect(message).toContain(`not authorized to perform: kms:${operation} on resource: ${Arn}`);
      expect(message).toContain(`no resource-based policy allows the kms:${operation} action`);
    }
  });

  test('its alias neither moves nor goes', async () => {
    const { KeyId: TargetKeyId = '' } = (await client().send(new kms.CreateKeyCommand({}))).KeyMetadata ?? {};
    const AliasName = 'alias/aws/s3';
    for (const call of [
      client().send(new kms.UpdateAliasCommand({ AliasName, TargetKeyId })),
      client().send(new kms.DeleteAliasCommand({ AliasName })),
    ]) {
      expect((await refusal(call)).name).toMatch(/AccessDenied|InvalidAliasName/);
    }
    expect((await described(AliasName)).KeyManager).toBe('AWS');
  });
});

test('everybody whom IAM lets may look at it', async () => {
  const { KeyId, Arn } = await described('alias/aws/s3');
  const { Policy = '' } = await client().send(new kms.GetKeyPolicyCommand({ KeyId }));
  const policy = JSON.parse(Policy);
  expect(policy.Id).toBe('auto-s3-2');
  expect(policy.Statement[0].Condition).toEqual({
    StringEquals: { 'kms:CallerAccount': running.account, 'kms:ViaService': 's3.us-east-1.amazonaws.com' },
  });
  const user = await newUser('looker', { Effect: 'Allow', Action: 'kms:DescribeKey', Resource: Arn });
  expect((await described(Arn ?? '', client(user))).KeyManager).toBe('AWS');
});

test('it rotates each year, by itself', async () => {
  const mark = await called('Seal', 's3', 'long ago');
  const { KeyId, CurrentKeyMaterialId: first } = await described('alias/aws/s3');
  const status = await client().send(new kms.GetKeyRotationStatusCommand({ KeyId }));
  expect(status).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 365 });
  await advance(days(366));
  expect((await described('alias/aws/s3')).CurrentKeyMaterialId).not.toBe(first);
  expect(await called('Press', 's3', mark)).toBe('long ago');
});

describe('aliases of AWS', () => {
  const listed = async (more: kms.ListAliasesCommandInput = {}) =>
    (await client().send(new kms.ListAliasesCommand({ Limit: 100, ...more }))).Aliases ?? [];

  test('some stand there without a key; to describe one makes its key', async () => {
    const before = (await listed()).find(({ AliasName }) => AliasName === 'alias/aws/rds');
    expect(before).toEqual({
      AliasName: 'alias/aws/rds',
      AliasArn: `arn:aws:kms:${region}:${running.account}:alias/aws/rds`,
    });
    const { KeyId, KeyManager } = await described('alias/aws/rds');
    expect(KeyManager).toBe('AWS');
    const after = (await listed()).filter(({ AliasName }) => AliasName === 'alias/aws/rds');
    expect(after).toMatchObject([{ TargetKeyId: KeyId, CreationDate: expect.any(Date) }]);
    expect(await listed({ KeyId })).toHaveLength(1);
    expect((await refusal(described('alias/aws/nothing'))).name).toBe('NotFoundException');
  });

  test('page by page none is lost or told twice', async () => {
    const all = (await listed()).map(({ AliasName }) => AliasName);
    const told: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await client().send(new kms.ListAliasesCommand({ Limit: 3, Marker }));
      told.push(...(page.Aliases ?? []).map(({ AliasName }) => AliasName));
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(told).toEqual(all);
    expect(new Set(told).size).toBe(told.length);
  });
});

test('each Region has a key of its own', async () => {
  const afar = new kms.KMSClient({
    endpoint: running.endpoint,
    region: 'eu-west-1',
    credentials: admin,
    maxAttempts: 1,
  });
  const [here, there] = [await described('alias/aws/ebs'), await described('alias/aws/ebs', afar)];
  expect(here.KeyId).not.toBe(there.KeyId);
  const { Policy = '' } = await afar.send(new kms.GetKeyPolicyCommand({ KeyId: there.KeyId }));
  expect(Policy).toContain('ec2.eu-west-1.amazonaws.com');
});
