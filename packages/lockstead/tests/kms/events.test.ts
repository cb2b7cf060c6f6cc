/** What the events of changes answer: the key's ARN, though the operations do not answer it. */
import * as kms from '@aws-sdk/client-kms';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventsOf, kmsClient, newTestKey, refusal } from './support.ts';

let cloud: Cloud;
let client: kms.KMSClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  client = kmsClient(cloud);
});
afterAll(() => cloud.stop());

test('changes of a key, its aliases, tags and grants name the key', async () => {
  const { KeyId, Arn } = await newTestKey(client, { MultiRegion: true });
  const AliasName = 'alias/of-an-event';
  const { Policy } = await client.send(new kms.GetKeyPolicyCommand({ KeyId }));
  const GranteePrincipal = `arn:aws:iam::${cloud.accountId}:user/admin`;
  await client.send(new kms.CreateAliasCommand({ AliasName, TargetKeyId: KeyId }));
  await refusal(client.send(new kms.CreateAliasCommand({ AliasName, TargetKeyId: KeyId })));
  await client.send(new kms.UpdateAliasCommand({ AliasName, TargetKeyId: KeyId }));
  await client.send(new kms.DeleteAliasCommand({ AliasName }));
  await client.send(new kms.DisableKeyCommand({ KeyId }));
  await client.send(new kms.EnableKeyCommand({ KeyId }));
  await client.send(new kms.EnableKeyRotationCommand({ KeyId }));
  await client.send(new kms.DisableKeyRotationCommand({ KeyId }));
  await client.send(new kms.PutKeyPolicyCommand({ KeyId, Policy }));
  await client.send(new kms.TagResourceCommand({ KeyId, Tags: [{ TagKey: 'a', TagValue: 'b' }] }));
  await client.send(new kms.UntagResourceCommand({ KeyId, TagKeys: ['a'] }));
  await client.send(new kms.UpdateKeyDescriptionCommand({ KeyId, Description: 'described' }));
  const one = await client.send(new kms.CreateGrantCommand({ KeyId, GranteePrincipal, Operations: ['Encrypt'] }));
  const two = await client.send(new kms.CreateGrantCommand({ KeyId, GranteePrincipal, Operations: ['Decrypt'] }));
  await client.send(new kms.RevokeGrantCommand({ KeyId, GrantId: one.GrantId }));
  await client.send(new kms.RetireGrantCommand({ GrantToken: two.GrantToken }));
  await client.send(new kms.UpdatePrimaryRegionCommand({ KeyId, PrimaryRegion: cloud.region }));
  await refusal(client.send(new kms.CancelKeyDeletionCommand({ KeyId })));
  const events = await eventsOf(cloud, Arn);
  const told = (name: string) =>
    events.filter(({ eventName }) => eventName === name).map((event) => event.responseElements);
  for (const name of [
    'UpdateAlias',
    'DeleteAlias',
    'DisableKey',
    'EnableKey',
    'EnableKeyRotation',
    'DisableKeyRotation',
    'PutKeyPolicy',
    'TagResource',
    'UntagResource',
    'UpdateKeyDescription',
    'RevokeGrant',
    'RetireGrant',
    'UpdatePrimaryRegion',
  ]) {
    expect([name, told(name)]).toEqual([name, [{ keyId: Arn }]]);
  }
  // What fails answers nothing.
  expect(told('CreateAlias')).toEqual(expect.arrayContaining([{ keyId: Arn }, null]));
  expect(told('CancelKeyDeletion')).toEqual([null]);
  expect(told('CreateGrant')).toContainEqual({ grantId: one.GrantId, keyId: Arn });
  expect(told('GetKeyPolicy')).toEqual([null]);
});
