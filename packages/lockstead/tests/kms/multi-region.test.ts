/** Multi-Region keys: one key material in several Regions, each key with its own policy, state and tags. */
import { IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newUser } from '../support/iam.ts';
import { importMaterial, kmsClient, newTestKey, refusal, type TestKey, text, words } from './support.ts';

let cloud: Cloud;
let here: kms.KMSClient;
let west: kms.KMSClient;
let ireland: kms.KMSClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  here = kmsClient(cloud);
  west = kmsClient(cloud, undefined, 'us-west-2');
  ireland = kmsClient(cloud, undefined, 'eu-west-1');
});
afterAll(() => cloud.stop());

const newPrimary = (more: kms.CreateKeyCommandInput = {}): Promise<TestKey> =>
  newTestKey(here, { MultiRegion: true, ...more });
const replicate = (KeyId: string, ReplicaRegion: string, more: Partial<kms.ReplicateKeyCommandInput> = {}) =>
  here.send(new kms.ReplicateKeyCommand({ KeyId, ReplicaRegion, ...more }));
const described = async (client: kms.KMSClient, KeyId: string): Promise<kms.KeyMetadata> =>
  (await client.send(new kms.DescribeKeyCommand({ KeyId }))).KeyMetadata as kms.KeyMetadata;
const arnIn = ({ Arn }: TestKey, region: string): string => Arn.replace(cloud.region, region);
const encrypted = async (client: kms.KMSClient, KeyId: string, plaintext = 'shared') =>
  (await client.send(new kms.EncryptCommand({ KeyId, Plaintext: text(plaintext) }))).CiphertextBlob;
const opened = async (client: kms.KMSClient, CiphertextBlob: Uint8Array | undefined) =>
  words((await client.send(new kms.DecryptCommand({ CiphertextBlob }))).Plaintext);

/** A primary with replicas that are ready. */
async function newSet(regions: readonly string[], more: kms.CreateKeyCommandInput = {}): Promise<TestKey> {
  const key = await newPrimary(more);
  for (const region of regions) await replicate(key.KeyId, region);
  await cloud.clock.advance('PT5S');
  return key;
}

test('a replica is Creating at first, then has the material of its primary, and the default policy', async () => {
  const key = await newPrimary({ Description: 'primary', Tags: [{ TagKey: 'a', TagValue: 'b' }] });
  const made = await replicate(key.KeyId, 'us-west-2', { Tags: [{ TagKey: 'c', TagValue: 'd' }] });
  const configuration = {
    MultiRegionKeyType: 'REPLICA',
    PrimaryKey: { Arn: key.Arn, Region: cloud.region },
    ReplicaKeys: [{ Arn: arnIn(key, 'us-west-2'), Region: 'us-west-2' }],
  };
  expect(made.ReplicaKeyMetadata).toMatchObject({
    Arn: arnIn(key, 'us-west-2'),
    KeyId: key.KeyId,
    KeyState: 'Creating',
    Enabled: false,
    Description: '',
    MultiRegion: true,
    MultiRegionConfiguration: configuration,
  });
  expect(made.ReplicaKeyMetadata).not.toHaveProperty('CurrentKeyMaterialId');
  expect(made.ReplicaTags).toEqual([{ TagKey: 'c', TagValue: 'd' }]);
  expect(JSON.parse(made.ReplicaPolicy ?? '')).toMatchObject({ Id: 'key-default-1' });
  await cloud.clock.advance('PT5S');
  const primary = await described(here, key.KeyId);
  const replica = await described(west, key.KeyId);
  expect(replica).toMatchObject({ KeyState: 'Enabled', MultiRegionConfiguration: configuration });
  expect(replica.CurrentKeyMaterialId).toBe(primary.CurrentKeyMaterialId);
  expect(primary.MultiRegionConfiguration).toEqual({ ...configuration, MultiRegionKeyType: 'PRIMARY' });
  const { Tags } = await west.send(new kms.ListResourceTagsCommand({ KeyId: key.KeyId }));
  expect(Tags).toEqual([{ TagKey: 'c', TagValue: 'd' }]);
  expect(await refusal(described(ireland, key.KeyId))).toEqual({
    name: 'NotFoundException',
    message: `Key '${arnIn(key, 'eu-west-1')}' does not exist`,
  });
});

test('a ciphertext opens in each Region of the set, and in no other', async () => {
  const { KeyId } = await newSet(['us-west-2', 'eu-west-1']);
  for (const from of [here, west, ireland]) {
    const CiphertextBlob = await encrypted(from, KeyId);
    for (const to of [here, west, ireland]) expect(await opened(to, CiphertextBlob)).toBe('shared');
    const tokyo = kmsClient(cloud, undefined, 'ap-northeast-1');
    expect((await refusal(opened(tokyo, CiphertextBlob))).name).toBe('AccessDeniedException');
  }
});

test.each([
  { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY', SigningAlgorithm: 'RSASSA_PSS_SHA_256' },
  { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', SigningAlgorithm: 'ECDSA_SHA_256' },
  { KeySpec: 'ML_DSA_44', KeyUsage: 'SIGN_VERIFY', SigningAlgorithm: 'ML_DSA_SHAKE_256' },
] as const)('what $KeySpec signs in one Region is verified in the other', async ({ SigningAlgorithm, ...spec }) => {
  const { KeyId } = await newSet(['us-west-2'], spec);
  const Message = text('signed');
  const signed = await west.send(new kms.SignCommand({ KeyId, Message, SigningAlgorithm }));
  const { Signature } = signed;
  const verified = await here.send(new kms.VerifyCommand({ KeyId, Message, SigningAlgorithm, Signature }));
  expect(verified.SignatureValid).toBe(true);
  const publicKeyIn = async (client: kms.KMSClient) =>
    (await client.send(new kms.GetPublicKeyCommand({ KeyId }))).PublicKey;
  expect(await publicKeyIn(west)).toEqual(await publicKeyIn(here));
});

test('rotation is of the set: old ciphertexts open everywhere, the new material encrypts everywhere', async () => {
  const { KeyId } = await newSet(['us-west-2']);
  const before = await encrypted(west, KeyId);
  await here.send(new kms.RotateKeyOnDemandCommand({ KeyId }));
  const now = (await described(here, KeyId)).CurrentKeyMaterialId;
  expect((await described(west, KeyId)).CurrentKeyMaterialId).toBe(now);
  const after = await west.send(new kms.EncryptCommand({ KeyId, Plaintext: text('after') }));
  const reopened = await here.send(new kms.DecryptCommand({ CiphertextBlob: after.CiphertextBlob }));
  expect(reopened.KeyMaterialId).toBe(now);
  expect(await opened(here, before)).toBe('shared');
  // A replica that is made later has all materials.
  await replicate(KeyId, 'eu-west-1');
  await cloud.clock.advance('PT5S');
  expect(await opened(ireland, before)).toBe('shared');
  expect(await opened(ireland, after.CiphertextBlob)).toBe('after');
  await here.send(new kms.EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }));
  const status = await west.send(new kms.GetKeyRotationStatusCommand({ KeyId }));
  expect(status).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 });
  await cloud.clock.advance('P91D');
  const third = (await described(here, KeyId)).CurrentKeyMaterialId;
  expect(third).not.toBe(now);
  for (const each of [west, ireland]) expect((await described(each, KeyId)).CurrentKeyMaterialId).toBe(third);
  await here.send(new kms.DisableKeyRotationCommand({ KeyId }));
  expect(await west.send(new kms.GetKeyRotationStatusCommand({ KeyId }))).toMatchObject({ KeyRotationEnabled: false });
});

test('a rotation while a replica is being made reaches the replica', async () => {
  const { KeyId } = await newPrimary();
  const before = await encrypted(here, KeyId);
  await replicate(KeyId, 'us-west-2');
  await here.send(new kms.RotateKeyOnDemandCommand({ KeyId }));
  const after = await encrypted(here, KeyId, 'after');
  await cloud.clock.advance('PT5S');
  expect([await opened(west, before), await opened(west, after)]).toEqual(['shared', 'after']);
});

test.each([
  ['ReplicateKey', (KeyId: string) => west.send(new kms.ReplicateKeyCommand({ KeyId, ReplicaRegion: 'eu-west-1' }))],
  ['RotateKeyOnDemand', (KeyId: string) => west.send(new kms.RotateKeyOnDemandCommand({ KeyId }))],
  ['EnableKeyRotation', (KeyId: string) => west.send(new kms.EnableKeyRotationCommand({ KeyId }))],
  ['DisableKeyRotation', (KeyId: string) => west.send(new kms.DisableKeyRotationCommand({ KeyId }))],
  [
    'UpdatePrimaryRegion',
    (KeyId: string) => west.send(new kms.UpdatePrimaryRegionCommand({ KeyId, PrimaryRegion: 'us-west-2' })),
  ],
])('%s is for the primary key alone', async (_, call) => {
  const key = await newSet(['us-west-2']);
  expect(await refusal(call(key.KeyId))).toEqual({
    name: 'UnsupportedOperationException',
    message: `${arnIn(key, 'us-west-2')} is not a multi-Region primary key.`,
  });
});

test('what cannot be replicated, and where to', async () => {
  const single = await newTestKey(here);
  expect((await refusal(replicate(single.KeyId, 'us-west-2'))).name).toBe('UnsupportedOperationException');
  const { KeyId } = await newSet(['us-west-2']);
  const where = async (region: string) => (await refusal(replicate(KeyId, region))).name;
  expect(await where('us-west-2')).toBe('AlreadyExistsException');
  expect(await where(cloud.region)).toBe('AlreadyExistsException');
  // An opt-in Region, and none at all.
  expect(await where('me-south-1')).toBe('UnsupportedOperationException');
  expect(await where('cn-north-1')).toBe('UnsupportedOperationException');
});

test('the primary moves to another Region: both keys are Updating for a while, and usable', async () => {
  const key = await newSet(['us-west-2', 'eu-west-1']);
  const { KeyId } = key;
  await here.send(new kms.EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }));
  await here.send(new kms.UpdatePrimaryRegionCommand({ KeyId, PrimaryRegion: 'us-west-2' }));
  for (const each of [here, west]) {
    expect((await described(each, KeyId)).KeyState).toBe('Updating');
    expect(await opened(each, await encrypted(each, KeyId))).toBe('shared');
  }
  expect((await described(ireland, KeyId)).KeyState).toBe('Enabled');
  await cloud.clock.advance('PT5S');
  const regions = async (client: kms.KMSClient) => {
    const { MultiRegionConfiguration: set, KeyState } = await described(client, KeyId);
    const replicas = set?.ReplicaKeys?.map(({ Region }) => Region).sort();
    return [KeyState, set?.MultiRegionKeyType, set?.PrimaryKey?.Region, replicas];
  };
  const replicas = ['eu-west-1', cloud.region].sort();
  expect(await regions(here)).toEqual(['Enabled', 'REPLICA', 'us-west-2', replicas]);
  expect(await regions(west)).toEqual(['Enabled', 'PRIMARY', 'us-west-2', replicas]);
  expect(await regions(ireland)).toEqual(['Enabled', 'REPLICA', 'us-west-2', replicas]);
  // It is the new primary that rotates from now on.
  const before = (await described(ireland, KeyId)).CurrentKeyMaterialId;
  await cloud.clock.advance('P91D');
  const after = (await described(west, KeyId)).CurrentKeyMaterialId;
  expect(after).not.toBe(before);
  for (const each of [here, ireland]) expect((await described(each, KeyId)).CurrentKeyMaterialId).toBe(after);
  const { Rotations = [] } = await here.send(new kms.ListKeyRotationsCommand({ KeyId }));
  expect(Rotations).toHaveLength(1);
});

test('a Region without a replica cannot become the primary', async () => {
  const key = await newSet(['us-west-2']);
  const call = here.send(new kms.UpdatePrimaryRegionCommand({ KeyId: key.KeyId, PrimaryRegion: 'eu-west-1' }));
  expect(await refusal(call)).toEqual({
    name: 'NotFoundException',
    message: `Key '${arnIn(key, 'eu-west-1')}' does not exist`,
  });
});

test('a primary waits for its replicas before its own waiting period begins', async () => {
  const { KeyId } = await newSet(['us-west-2', 'eu-west-1']);
  const scheduled = await here.send(new kms.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 8 }));
  expect(scheduled).toMatchObject({ KeyState: 'PendingReplicaDeletion', PendingWindowInDays: 8 });
  expect(scheduled.DeletionDate).toBeUndefined();
  const waiting = await described(here, KeyId);
  expect(waiting).toMatchObject({ KeyState: 'PendingReplicaDeletion', PendingDeletionWindowInDays: 8 });
  expect(waiting.DeletionDate).toBeUndefined();
  await cloud.clock.advance('P40D');
  expect((await described(here, KeyId)).KeyState).toBe('PendingReplicaDeletion');
  for (const each of [west, ireland]) {
    await each.send(new kms.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: each === west ? 7 : 20 }));
  }
  await cloud.clock.advance('P8D');
  expect((await refusal(described(west, KeyId))).name).toBe('NotFoundException');
  const between = await described(here, KeyId);
  expect(between.KeyState).toBe('PendingReplicaDeletion');
  expect(between.MultiRegionConfiguration?.ReplicaKeys?.map(({ Region }) => Region)).toEqual(['eu-west-1']);
  await cloud.clock.advance('P13D');
  const alone = await described(here, KeyId);
  expect(alone.KeyState).toBe('PendingDeletion');
  expect(alone.PendingDeletionWindowInDays).toBeUndefined();
  expect(alone.DeletionDate).toBeInstanceOf(Date);
  await cloud.clock.advance('P8D');
  expect((await refusal(described(here, KeyId))).name).toBe('NotFoundException');
});

test('a deletion of a primary that waits for its replicas is cancelled like another', async () => {
  const { KeyId } = await newSet(['us-west-2']);
  await here.send(new kms.ScheduleKeyDeletionCommand({ KeyId }));
  await here.send(new kms.CancelKeyDeletionCommand({ KeyId }));
  const kept = await described(here, KeyId);
  expect(kept.KeyState).toBe('Disabled');
  expect(kept.PendingDeletionWindowInDays).toBeUndefined();
  // A replica that goes leaves the set, and can be made again.
  await here.send(new kms.EnableKeyCommand({ KeyId }));
  const before = await encrypted(west, KeyId);
  await west.send(new kms.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
  await cloud.clock.advance('P8D');
  expect((await described(here, KeyId)).MultiRegionConfiguration?.ReplicaKeys).toEqual([]);
  expect(await opened(here, before)).toBe('shared');
  await replicate(KeyId, 'us-west-2');
  await cloud.clock.advance('PT5S');
  expect(await opened(west, before)).toBe('shared');
});

test('a replica of a key with imported material waits for the same material', async () => {
  const { KeyId } = await newPrimary({ Origin: 'EXTERNAL' });
  expect((await refusal(replicate(KeyId, 'us-west-2'))).message).toContain('is pending import.');
  const material = Buffer.alloc(32, 9);
  await importMaterial(here, KeyId, material);
  await replicate(KeyId, 'us-west-2');
  await cloud.clock.advance('PT5S');
  const waiting = await described(west, KeyId);
  expect(waiting.KeyState).toBe('PendingImport');
  expect(waiting.CurrentKeyMaterialId).toBe((await described(here, KeyId)).CurrentKeyMaterialId);
  expect((await refusal(importMaterial(west, KeyId, Buffer.alloc(32, 8)))).name).toBe('IncorrectKeyMaterialException');
  await importMaterial(west, KeyId, material);
  expect(await opened(west, await encrypted(here, KeyId))).toBe('shared');
  // Each key of the set loses its material alone.
  await here.send(new kms.DeleteImportedKeyMaterialCommand({ KeyId }));
  expect((await described(here, KeyId)).KeyState).toBe('PendingImport');
  expect((await described(west, KeyId)).KeyState).toBe('Enabled');
});

async function allow(UserName: string, ...Statement: readonly object[]): Promise<void> {
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const put = new PutUserPolicyCommand({ UserName, PolicyName: 'only', PolicyDocument });
  await new IAMClient(cloud.clientConfig()).send(put);
}

test('who may replicate may create a key in that Region, and tag it', async () => {
  const { KeyId } = await newPrimary();
  const user = kmsClient(cloud, (await newUser(cloud, 'replicator')).key);
  const tried = async (Tags: kms.Tag[] = []) => {
    const call = user.send(new kms.ReplicateKeyCommand({ KeyId, ReplicaRegion: 'us-west-2', Tags }));
    return (await refusal(call)).message;
  };
  const statement = (Action: string, more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
  const onlyIn = (region: string) => ({ Condition: { StringEquals: { 'aws:RequestedRegion': region } } });
  await allow('replicator', statement('kms:CreateKey'));
  expect(await tried()).toContain('kms:ReplicateKey');
  const replicates = statement('kms:ReplicateKey', {
    Condition: { StringEquals: { 'kms:ReplicaRegion': 'us-west-2' } },
  });
  await allow('replicator', replicates, statement('kms:CreateKey', onlyIn(cloud.region)));
  expect(await tried()).toContain('kms:CreateKey');
  await allow('replicator', replicates, statement('kms:CreateKey', onlyIn('us-west-2')));
  expect(await tried([{ TagKey: 'a', TagValue: 'b' }])).toContain('kms:TagResource');
  await user.send(new kms.ReplicateKeyCommand({ KeyId, ReplicaRegion: 'us-west-2' }));
});

test('both keys must let the caller move the primary', async () => {
  const key = await newSet(['us-west-2']);
  const { KeyId } = key;
  const user = kmsClient(cloud, (await newUser(cloud, 'mover')).key);
  const move = () => user.send(new kms.UpdatePrimaryRegionCommand({ KeyId, PrimaryRegion: 'us-west-2' }));
  const only = (Resource: string | readonly string[]) => ({
    Effect: 'Allow',
    Action: 'kms:UpdatePrimaryRegion',
    Resource,
  });
  await allow('mover', only(key.Arn));
  expect((await refusal(move())).message).toContain(arnIn(key, 'us-west-2'));
  await allow('mover', only([key.Arn, arnIn(key, 'us-west-2')]));
  await move();
});
