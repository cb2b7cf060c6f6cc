/**
 * AWS's table of key states, each cell of it through the wire: what every operation answers for a key in every state.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
 */
import { generateKeyPairSync } from 'node:crypto';
import * as kms from '@aws-sdk/client-kms';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importMaterial, kmsClient, newTestKey, refusal, type TestKey, text } from './support.ts';

let cloud: Cloud;
let client: kms.KMSClient;
/** Of another Region: multi-Region keys have a part of their set there. */
let afar: kms.KMSClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  client = kmsClient(cloud);
  afar = kmsClient(cloud, undefined, distant);
});
afterAll(() => cloud.stop());

const distant = 'us-west-2';
const states = [
  'Enabled',
  'Disabled',
  'PendingDeletion',
  'PendingReplicaDeletion',
  'PendingImport',
  'Creating',
  'Updating',
] as const;
type State = (typeof states)[number];
type Kind = Pick<kms.CreateKeyCommandInput, 'Origin' | 'KeySpec' | 'KeyUsage'>;
type Cell =
  | 'ok'
  | 'disabled'
  | 'pending deletion'
  | 'pending replica deletion'
  | 'pending import'
  | 'creating'
  | 'updating'
  | 'not pending deletion'
  /** Nothing to try: no such key can be asked for it. */
  | '-';

/** A multi-Region key in this state, with what was encrypted under it while it could be. A key that is Creating has its primary elsewhere. */
async function keyIn(
  state: State,
  { Origin = 'AWS_KMS', ...spec }: Kind = {},
): Promise<TestKey & { readonly CiphertextBlob: Uint8Array }> {
  const startsAfar = state === 'Creating' || state === 'Updating';
  const by = startsAfar ? afar : client;
  const key = await newTestKey(by, {
    MultiRegion: true,
    Origin: state === 'PendingImport' ? 'EXTERNAL' : Origin,
    ...spec,
  });
  const { KeyId } = key;
  if (state === 'PendingImport') return { ...key, CiphertextBlob: Buffer.alloc(0) };
  const material = Buffer.alloc(32, 1);
  if (Origin === 'EXTERNAL') await importMaterial(by, KeyId, material);
  const encrypted =
    spec.KeySpec === undefined ? await by.send(new kms.EncryptCommand({ KeyId, Plaintext: text('x') })) : undefined;
  const CiphertextBlob = encrypted?.CiphertextBlob ?? Buffer.alloc(0);
  const replicate = async (ReplicaRegion: string) => {
    await by.send(new kms.ReplicateKeyCommand({ KeyId, ReplicaRegion }));
    if (state !== 'Creating') await cloud.clock.advance('PT5S');
    if (state !== 'Creating' && Origin === 'EXTERNAL')
      await importMaterial(startsAfar ? client : afar, KeyId, material);
  };
  if (state === 'Disabled') await client.send(new kms.DisableKeyCommand({ KeyId }));
  if (state === 'PendingReplicaDeletion') await replicate(distant);
  if (state.startsWith('Pending')) await client.send(new kms.ScheduleKeyDeletionCommand({ KeyId }));
  if (startsAfar) await replicate(cloud.region);
  if (state === 'Updating') {
    await afar.send(new kms.UpdatePrimaryRegionCommand({ KeyId, PrimaryRegion: cloud.region }));
  }
  return { KeyId, Arn: key.Arn.replace(distant, cloud.region), CiphertextBlob };
}

/** Who gets so far as to be told that the signature is wrong was not stopped by the state. */
async function isJudged(call: Promise<unknown>): Promise<void> {
  const { name, ...error } = await refusal(call);
  if (!/^KMSInvalid(Signature|Mac)Exception$/.test(name)) throw Object.assign(new Error(error.message), { name });
}

interface Tried extends TestKey {
  readonly CiphertextBlob: Uint8Array;
  readonly alias: string;
  readonly policy: string;
}

const peer = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({ format: 'der', type: 'spki' });

const calls: Readonly<Record<string, (tried: Tried) => Promise<unknown>>> = {
  CancelKeyDeletion: ({ KeyId }) => client.send(new kms.CancelKeyDeletionCommand({ KeyId })),
  CreateAlias: ({ KeyId, alias }) => client.send(new kms.CreateAliasCommand({ AliasName: alias, TargetKeyId: KeyId })),
  CreateGrant: ({ KeyId }) =>
    client.send(
      new kms.CreateGrantCommand({
        KeyId,
        GranteePrincipal: `arn:aws:iam::${cloud.accountId}:user/admin`,
        Operations: ['Encrypt'],
      }),
    ),
  Decrypt: ({ CiphertextBlob }) => client.send(new kms.DecryptCommand({ CiphertextBlob })),
  DescribeKey: ({ KeyId }) => client.send(new kms.DescribeKeyCommand({ KeyId })),
  DisableKey: ({ KeyId }) => client.send(new kms.DisableKeyCommand({ KeyId })),
  EnableKey: ({ KeyId }) => client.send(new kms.EnableKeyCommand({ KeyId })),
  Encrypt: ({ KeyId }) => client.send(new kms.EncryptCommand({ KeyId, Plaintext: text('x') })),
  GenerateDataKey: ({ KeyId }) => client.send(new kms.GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' })),
  GenerateDataKeyWithoutPlaintext: ({ KeyId }) =>
    client.send(new kms.GenerateDataKeyWithoutPlaintextCommand({ KeyId, KeySpec: 'AES_256' })),
  GetKeyPolicy: ({ KeyId }) => client.send(new kms.GetKeyPolicyCommand({ KeyId })),
  ListAliases: ({ KeyId }) => client.send(new kms.ListAliasesCommand({ KeyId })),
  ListKeyPolicies: ({ KeyId }) => client.send(new kms.ListKeyPoliciesCommand({ KeyId })),
  ListResourceTags: ({ KeyId }) => client.send(new kms.ListResourceTagsCommand({ KeyId })),
  ListGrants: ({ KeyId }) => client.send(new kms.ListGrantsCommand({ KeyId })),
  EnableKeyRotation: ({ KeyId }) => client.send(new kms.EnableKeyRotationCommand({ KeyId })),
  DisableKeyRotation: ({ KeyId }) => client.send(new kms.DisableKeyRotationCommand({ KeyId })),
  GetKeyRotationStatus: ({ KeyId }) => client.send(new kms.GetKeyRotationStatusCommand({ KeyId })),
  RotateKeyOnDemand: ({ KeyId }) => client.send(new kms.RotateKeyOnDemandCommand({ KeyId })),
  PutKeyPolicy: ({ KeyId, policy }) => client.send(new kms.PutKeyPolicyCommand({ KeyId, Policy: policy })),
  ReEncrypt: ({ KeyId, CiphertextBlob }) =>
    client.send(new kms.ReEncryptCommand({ CiphertextBlob, DestinationKeyId: KeyId })),
  ReplicateKey: ({ KeyId }) => client.send(new kms.ReplicateKeyCommand({ KeyId, ReplicaRegion: 'eu-west-1' })),
  UpdatePrimaryRegion: ({ KeyId }) =>
    client.send(new kms.UpdatePrimaryRegionCommand({ KeyId, PrimaryRegion: cloud.region })),
  GetParametersForImport: ({ KeyId }) =>
    client.send(
      new kms.GetParametersForImportCommand({
        KeyId,
        WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
        WrappingKeySpec: 'RSA_2048',
      }),
    ),
  ImportKeyMaterial: ({ KeyId }) =>
    client.send(
      new kms.ImportKeyMaterialCommand({
        KeyId,
        ImportToken: text('none'),
        EncryptedKeyMaterial: text('none'),
        ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
      }),
    ),
  GenerateDataKeyPair: ({ KeyId }) =>
    client.send(new kms.GenerateDataKeyPairCommand({ KeyId, KeyPairSpec: 'ECC_NIST_P256' })),
  GenerateDataKeyPairWithoutPlaintext: ({ KeyId }) =>
    client.send(new kms.GenerateDataKeyPairWithoutPlaintextCommand({ KeyId, KeyPairSpec: 'ECC_NIST_P256' })),
  GetPublicKey: ({ KeyId }) => client.send(new kms.GetPublicKeyCommand({ KeyId })),
  Sign: ({ KeyId }) =>
    client.send(new kms.SignCommand({ KeyId, Message: text('x'), SigningAlgorithm: 'ECDSA_SHA_256' })),
  Verify: ({ KeyId }) =>
    isJudged(
      client.send(
        new kms.VerifyCommand({
          KeyId,
          Message: text('x'),
          Signature: text('none'),
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      ),
    ),
  GenerateMac: ({ KeyId }) =>
    client.send(new kms.GenerateMacCommand({ KeyId, Message: text('x'), MacAlgorithm: 'HMAC_SHA_256' })),
  VerifyMac: ({ KeyId }) =>
    isJudged(
      client.send(
        new kms.VerifyMacCommand({ KeyId, Message: text('x'), Mac: text('none'), MacAlgorithm: 'HMAC_SHA_256' }),
      ),
    ),
  DeriveSharedSecret: ({ KeyId }) =>
    client.send(new kms.DeriveSharedSecretCommand({ KeyId, PublicKey: peer, KeyAgreementAlgorithm: 'ECDH' })),
  Encapsulate: ({ KeyId }) => client.send(new kms.EncapsulateCommand({ KeyId, EncapsulationAlgorithm: 'ML_KEM' })),
  Decapsulate: ({ KeyId }) =>
    client.send(
      new kms.DecapsulateCommand({
        KeyId,
        SharedSecretCiphertextBlob: Buffer.alloc(768),
        EncapsulationAlgorithm: 'ML_KEM',
      }),
    ),
  DeleteImportedKeyMaterial: ({ KeyId }) => client.send(new kms.DeleteImportedKeyMaterialCommand({ KeyId })),
  ScheduleKeyDeletion: ({ KeyId }) => client.send(new kms.ScheduleKeyDeletionCommand({ KeyId })),
  TagResource: ({ KeyId }) =>
    client.send(new kms.TagResourceCommand({ KeyId, Tags: [{ TagKey: 'a', TagValue: 'b' }] })),
  UntagResource: ({ KeyId }) => client.send(new kms.UntagResourceCommand({ KeyId, TagKeys: ['a'] })),
  UpdateKeyDescription: ({ KeyId }) => client.send(new kms.UpdateKeyDescriptionCommand({ KeyId, Description: 'd' })),
};

const deleting = ['pending deletion', 'pending replica deletion'] as const;
const always: readonly Cell[] = ['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'];
const use: readonly Cell[] = ['ok', 'disabled', ...deleting, 'pending import', 'creating', 'ok'];
const label: readonly Cell[] = ['ok', 'ok', ...deleting, 'ok', 'ok', 'ok'];
const change: readonly Cell[] = ['ok', 'ok', ...deleting, 'pending import', 'creating', 'updating'];
/** Nothing was encrypted under a key that has had no material. */
const open: readonly Cell[] = ['ok', 'disabled', ...deleting, '-', 'creating', 'ok'];
const not = 'not pending deletion';

/** One row an operation; a cell for each state, in the order of `states`. No key becomes Unavailable here: there are no custom key stores. */
const table: Readonly<Record<string, readonly Cell[]>> = {
  CancelKeyDeletion: [not, not, 'ok', 'ok', not, not, not],
  CreateAlias: label,
  CreateGrant: use,
  Decrypt: open,
  // Of a key whose material is to be imported rotation.test.ts tells.
  EnableKeyRotation: open,
  DisableKeyRotation: open,
  GetKeyRotationStatus: ['ok', 'ok', 'ok', 'ok', '-', 'ok', 'ok'],
  RotateKeyOnDemand: use,
  ListGrants: always,
  DescribeKey: always,
  DisableKey: change,
  EnableKey: change,
  Encrypt: use,
  GenerateDataKey: use,
  GenerateDataKeyWithoutPlaintext: use,
  GenerateDataKeyPair: use,
  GenerateDataKeyPairWithoutPlaintext: use,
  GetPublicKey: open,
  Sign: open,
  Verify: open,
  GenerateMac: open,
  VerifyMac: open,
  DeriveSharedSecret: open,
  Encapsulate: open,
  Decapsulate: open,
  GetKeyPolicy: always,
  ListAliases: always,
  ListKeyPolicies: always,
  ListResourceTags: always,
  PutKeyPolicy: always,
  ReEncrypt: open,
  ReplicateKey: ['ok', 'disabled', ...deleting, 'pending import', 'creating', 'updating'],
  ScheduleKeyDeletion: ['ok', 'ok', ...deleting, 'ok', 'ok', 'updating'],
  TagResource: label,
  UntagResource: label,
  UpdateKeyDescription: label,
  UpdatePrimaryRegion: use,
};

/** The same for keys whose material is imported. */
const importTable: Readonly<Record<string, readonly Cell[]>> = {
  DeleteImportedKeyMaterial: ['ok', 'ok', 'ok', 'ok', 'ok', 'creating', 'updating'],
  GetParametersForImport: ['ok', 'ok', ...deleting, 'ok', 'creating', 'updating'],
};

const signs: Kind = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' };
const macs: Kind = { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' };
const lattice: Kind = { KeySpec: 'ML_KEM_512', KeyUsage: 'ENCAPSULATE_DECAPSULATE' };
/** Operations with other keys than those that encrypt. */
const kindOf: Readonly<Record<string, Kind>> = {
  GetPublicKey: signs,
  Sign: signs,
  Verify: signs,
  GenerateMac: macs,
  VerifyMac: macs,
  DeriveSharedSecret: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'KEY_AGREEMENT' },
  Encapsulate: lattice,
  Decapsulate: lattice,
};

const cells = [
  ...Object.entries(table).map(([operation, row]) => ({ operation, row, kind: kindOf[operation] ?? {} })),
  ...Object.entries(importTable).map(([operation, row]) => ({ operation, row, kind: { Origin: 'EXTERNAL' } as const })),
].flatMap(({ operation, row, kind }) =>
  states.flatMap((state, at) => {
    const cell = row[at] as Cell;
    return cell === '-' ? [] : [[operation, state, cell, kind] as const];
  }),
);

test('each row has a cell for each state', () => {
  expect([...Object.values(table), ...Object.values(importTable)].every((row) => row.length === states.length)).toBe(
    true,
  );
});

test.each(cells)('%s of a key that is %s: %s', async (operation, state, cell, kind) => {
  const key = await keyIn(state, kind);
  const { Policy: policy = '' } = await client.send(new kms.GetKeyPolicyCommand({ KeyId: key.KeyId }));
  const call = calls[operation] as (tried: Tried) => Promise<unknown>;
  const answer = call({ ...key, policy, alias: `alias/${key.KeyId}` });
  if (cell === 'ok') await answer;
  else {
    const name = cell === 'disabled' ? 'DisabledException' : 'KMSInvalidStateException';
    await expect(answer).rejects.toMatchObject({ name, message: `${key.Arn} is ${cell}.` });
  }
});

test.each([
  ['Creating', 'creating'],
  ['PendingDeletion', 'pending deletion'],
  ['PendingReplicaDeletion', 'pending replica deletion'],
] as const)('nothing is imported into a key that is %s', async (state, said) => {
  const key = await keyIn(state, { Origin: 'EXTERNAL' });
  const answer = calls['ImportKeyMaterial']?.({ ...key, policy: '', alias: '' });
  await expect(answer).rejects.toMatchObject({ name: 'KMSInvalidStateException', message: `${key.Arn} is ${said}.` });
});

test('an alias moves away from a key that is pending deletion, and not to one', async () => {
  const [going, staying] = [await keyIn('Enabled'), await keyIn('Enabled')];
  const AliasName = 'alias/leaves';
  await client.send(new kms.CreateAliasCommand({ AliasName, TargetKeyId: going.KeyId }));
  await client.send(new kms.ScheduleKeyDeletionCommand({ KeyId: going.KeyId }));
  await client.send(new kms.UpdateAliasCommand({ AliasName, TargetKeyId: staying.KeyId }));
  await expect(client.send(new kms.UpdateAliasCommand({ AliasName, TargetKeyId: going.KeyId }))).rejects.toMatchObject({
    name: 'KMSInvalidStateException',
    message: `${going.Arn} is pending deletion.`,
  });
  await client.send(new kms.DeleteAliasCommand({ AliasName }));
});
