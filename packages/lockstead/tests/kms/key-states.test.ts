/**
 * AWS's table of key states, each cell of it through the wire: what every operation answers for a key in every state.
 * AWS: https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
 */
import * as kms from '@aws-sdk/client-kms';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kmsClient, newTestKey, type TestKey, text } from './support.ts';

let cloud: Cloud;
let client: kms.KMSClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  client = kmsClient(cloud);
});
afterAll(() => cloud.stop());

type State = 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport';
type Cell = 'ok' | 'disabled' | 'pending deletion' | 'pending import' | 'not pending deletion';

/** A key in this state, and what was encrypted under it while it could be. */
async function keyIn(state: State): Promise<TestKey & { readonly CiphertextBlob: Uint8Array }> {
  const key = await newTestKey(client, state === 'PendingImport' ? { Origin: 'EXTERNAL' } : {});
  const { KeyId } = key;
  let CiphertextBlob: Uint8Array = Buffer.alloc(0);
  if (state !== 'PendingImport') {
    const encrypted = await client.send(new kms.EncryptCommand({ KeyId, Plaintext: text('x') }));
    CiphertextBlob = encrypted.CiphertextBlob ?? CiphertextBlob;
  }
  if (state === 'Disabled') await client.send(new kms.DisableKeyCommand({ KeyId }));
  if (state === 'PendingDeletion') await client.send(new kms.ScheduleKeyDeletionCommand({ KeyId }));
  return { ...key, CiphertextBlob };
}

interface Tried extends TestKey {
  readonly CiphertextBlob: Uint8Array;
  readonly alias: string;
  readonly policy: string;
}

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
  ScheduleKeyDeletion: ({ KeyId }) => client.send(new kms.ScheduleKeyDeletionCommand({ KeyId })),
  TagResource: ({ KeyId }) =>
    client.send(new kms.TagResourceCommand({ KeyId, Tags: [{ TagKey: 'a', TagValue: 'b' }] })),
  UntagResource: ({ KeyId }) => client.send(new kms.UntagResourceCommand({ KeyId, TagKeys: ['a'] })),
  UpdateKeyDescription: ({ KeyId }) => client.send(new kms.UpdateKeyDescriptionCommand({ KeyId, Description: 'd' })),
};

const always: readonly Cell[] = ['ok', 'ok', 'ok', 'ok'];
const use: readonly Cell[] = ['ok', 'disabled', 'pending deletion', 'pending import'];
const label: readonly Cell[] = ['ok', 'ok', 'pending deletion', 'ok'];
const change: readonly Cell[] = ['ok', 'ok', 'pending deletion', 'pending import'];
const states: readonly State[] = ['Enabled', 'Disabled', 'PendingDeletion', 'PendingImport'];

/** One row an operation; a cell for each state, in the order of `states`. Nothing was encrypted under a key that has had no material. */
const table: Readonly<Record<string, readonly Cell[]>> = {
  CancelKeyDeletion: ['not pending deletion', 'not pending deletion', 'ok', 'not pending deletion'],
  CreateAlias: label,
  CreateGrant: use,
  Decrypt: use.slice(0, 3),
  // Of a key whose material is to be imported rotation.test.ts tells.
  EnableKeyRotation: use.slice(0, 3),
  DisableKeyRotation: use.slice(0, 3),
  GetKeyRotationStatus: always.slice(0, 3),
  RotateKeyOnDemand: use,
  ListGrants: always,
  DescribeKey: always,
  DisableKey: change,
  EnableKey: change,
  Encrypt: use,
  GenerateDataKey: use,
  GenerateDataKeyWithoutPlaintext: use,
  GetKeyPolicy: always,
  ListAliases: always,
  ListKeyPolicies: always,
  ListResourceTags: always,
  PutKeyPolicy: always,
  ReEncrypt: use.slice(0, 3),
  ScheduleKeyDeletion: label,
  TagResource: label,
  UntagResource: label,
  UpdateKeyDescription: label,
};

const cells = Object.entries(table).flatMap(([operation, row]) =>
  row.map((cell, at) => [operation, states[at] as State, cell] as const),
);

test.each(cells)('%s of a key that is %s: %s', async (operation, state, cell) => {
  const key = await keyIn(state);
  const { Policy: policy = '' } = await client.send(new kms.GetKeyPolicyCommand({ KeyId: key.KeyId }));
  const call = calls[operation] as (tried: Tried) => Promise<unknown>;
  const answer = call({ ...key, policy, alias: `alias/${key.KeyId}` });
  if (cell === 'ok') await answer;
  else {
    const name = cell === 'disabled' ? 'DisabledException' : 'KMSInvalidStateException';
    await expect(answer).rejects.toMatchObject({ name, message: `${key.Arn} is ${cell}.` });
  }
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
