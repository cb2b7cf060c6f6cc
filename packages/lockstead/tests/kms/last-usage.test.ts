/** When a key was used last, and by which event. */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as kms from '@aws-sdk/client-kms';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Region } from '#kernel/ids';
import { kmsState } from '#services/kms/state';
import { createOrganization } from '../organizations/organization.ts';
import { allowOnly, newUser } from '../support/iam.ts';
import { openHouse } from '../support/lockstead.ts';
import { kmsClient, newTestKey, refusal, text } from './support.ts';

let cloud: Cloud;
let client: kms.KMSClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  client = kmsClient(cloud);
});
afterAll(() => cloud.stop());

const lastUsage = async (KeyId: string, by = client) => await by.send(new kms.GetKeyLastUsageCommand({ KeyId }));
const encrypt = async (KeyId: string, by = client) =>
  await by.send(new kms.EncryptCommand({ KeyId, Plaintext: text('x') }));

test('a key that was never used', async () => {
  const { KeyId } = await newTestKey(client);
  const answer = await lastUsage(KeyId);
  const { KeyMetadata } = await client.send(new kms.DescribeKeyCommand({ KeyId }));
  expect(answer).toMatchObject({ KeyId, KeyCreationDate: KeyMetadata?.CreationDate });
  expect(answer.KeyLastUsage).toBeUndefined();
  const started = answer.TrackingStartDate ?? new Date();
  expect(started.getTime()).toBeLessThanOrEqual(answer.KeyCreationDate?.getTime() ?? 0);
  expect(started.toISOString()).toMatch(/T00:00:00\.000Z$/);
});

test('each use is the last one, with the event that the history has', async () => {
  const { KeyId, Arn } = await newTestKey(client);
  const { CiphertextBlob } = await encrypt(KeyId);
  expect((await lastUsage(KeyId)).KeyLastUsage?.Operation).toBe('Encrypt');
  const decrypted = await client.send(new kms.DecryptCommand({ CiphertextBlob }));
  const { KeyLastUsage } = await lastUsage(Arn);
  expect(KeyLastUsage?.Operation).toBe('Decrypt');
  expect(KeyLastUsage?.KmsRequestId).toBe(decrypted.$metadata.requestId);
  const trail = new CloudTrailClient(cloud.clientConfig());
  const LookupAttributes = [{ AttributeKey: 'EventId' as const, AttributeValue: KeyLastUsage?.CloudTrailEventId }];
  const { Events = [] } = await trail.send(new LookupEventsCommand({ LookupAttributes }));
  const event = JSON.parse(Events[0]?.CloudTrailEvent ?? '{}');
  expect(event).toMatchObject({ eventName: 'Decrypt', requestID: decrypted.$metadata.requestId });
  expect(Math.abs(Date.parse(event.eventTime) - (KeyLastUsage?.Timestamp?.getTime() ?? 0))).toBeLessThan(1000);
  // What fails, is only looked at, or is no cryptography does not count.
  await client.send(new kms.DescribeKeyCommand({ KeyId }));
  await client.send(new kms.CreateAliasCommand({ AliasName: `alias/${KeyId}`, TargetKeyId: KeyId }));
  await refusal(client.send(new kms.EncryptCommand({ KeyId, Plaintext: text('x'), DryRun: true })));
  await refusal(client.send(new kms.SignCommand({ KeyId, Message: text('x'), SigningAlgorithm: 'ECDSA_SHA_256' })));
  expect((await lastUsage(KeyId)).KeyLastUsage?.CloudTrailEventId).toBe(KeyLastUsage?.CloudTrailEventId);
});

test('ReEncrypt uses both keys; each replica has uses of its own', async () => {
  const [source, destination] = [await newTestKey(client), await newTestKey(client, { MultiRegion: true })];
  const { CiphertextBlob } = await encrypt(source.KeyId);
  await client.send(new kms.ReEncryptCommand({ CiphertextBlob, DestinationKeyId: destination.KeyId }));
  for (const { KeyId } of [source, destination]) {
    expect((await lastUsage(KeyId)).KeyLastUsage?.Operation).toBe('ReEncrypt');
  }
  await client.send(new kms.ReplicateKeyCommand({ KeyId: destination.KeyId, ReplicaRegion: 'us-west-2' }));
  await cloud.clock.advance('PT5S');
  const afar = kmsClient(cloud, undefined, 'us-west-2');
  expect((await lastUsage(destination.KeyId, afar)).KeyLastUsage).toBeUndefined();
  await encrypt(destination.KeyId, afar);
  expect((await lastUsage(destination.KeyId, afar)).KeyLastUsage?.Operation).toBe('Encrypt');
  expect((await lastUsage(destination.KeyId)).KeyLastUsage?.Operation).toBe('ReEncrypt');
});

test('a use by another account counts, with the event that the account of the key has', async () => {
  const organization = await createOrganization(cloud);
  const other = await organization.account('user');
  const stranger = kmsClient(cloud, await organization.keysIn(other));
  const { KeyId, Arn } = await newTestKey(client);
  const { Policy = '' } = await client.send(new kms.GetKeyPolicyCommand({ KeyId }));
  const open = JSON.parse(Policy);
  const Principal = { AWS: `arn:aws:iam::${other}:root` };
  open.Statement.push({ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' });
  await client.send(new kms.PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify(open) }));
  await encrypt(Arn, stranger);
  const id = (await lastUsage(KeyId)).KeyLastUsage?.CloudTrailEventId;
  const trail = new CloudTrailClient(cloud.clientConfig());
  const LookupAttributes = [{ AttributeKey: 'EventId' as const, AttributeValue: id }];
  const { Events = [] } = await trail.send(new LookupEventsCommand({ LookupAttributes }));
  expect(JSON.parse(Events[0]?.CloudTrailEvent ?? '{}')).toMatchObject({
    eventName: 'Encrypt',
    recipientAccountId: cloud.accountId,
  });
  expect((await refusal(lastUsage(Arn, stranger))).name).toBe('AccessDeniedException');
});

test('policies say for how long a key must have been out of use before it is disabled or deleted', async () => {
  const { KeyId } = await newTestKey(client);
  await encrypt(KeyId);
  const user = kmsClient(cloud, (await newUser(cloud, 'cleaner')).key);
  const actions = ['kms:DisableKey', 'kms:ScheduleKeyDeletion'];
  await allowOnly(cloud, 'cleaner', actions, '*', {
    NumericGreaterThanEquals: { 'kms:TrailingDaysWithoutKeyUsage': '30' },
  });
  const disable = () => user.send(new kms.DisableKeyCommand({ KeyId }));
  const remove = () => user.send(new kms.ScheduleKeyDeletionCommand({ KeyId }));
  await cloud.clock.advance('P29DT23H');
  for (const call of [disable, remove]) expect((await refusal(call())).name).toBe('AccessDeniedException');
  await cloud.clock.advance('PT2H');
  await disable();
  await remove();
});

test('the last use is on disk after a stop', async () => {
  await using house = await openHouse();
  const [{ id, admin }] = house.accounts;
  const own = new kms.KMSClient(house.clientConfig(admin));
  const { KeyId } = await newTestKey(own);
  await encrypt(KeyId, own);
  const { KeyLastUsage } = await lastUsage(KeyId, own);
  const store = await house.stopAndOpen();
  const stored = await kmsState(store, id, 'us-east-1' as Region).lastUses.get(KeyId);
  expect(stored).toMatchObject({ operation: 'Encrypt', eventId: KeyLastUsage?.CloudTrailEventId });
});
