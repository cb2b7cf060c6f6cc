/** Rotation: new materials encrypt, old ones open what they have encrypted. */
import * as kms from '@aws-sdk/client-kms';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kmsClient, newTestKey, refusal, text, words } from './support.ts';

let cloud: Cloud;
let client: kms.KMSClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  client = kmsClient(cloud);
});
afterAll(() => cloud.stop());

const encrypted = async (KeyId: string, words: string): Promise<Uint8Array | undefined> =>
  (await client.send(new kms.EncryptCommand({ KeyId, Plaintext: text(words) }))).CiphertextBlob;
const opened = async (CiphertextBlob: Uint8Array | undefined): Promise<kms.DecryptCommandOutput> =>
  await client.send(new kms.DecryptCommand({ CiphertextBlob }));
const materialOf = async (KeyId: string): Promise<string | undefined> =>
  (await client.send(new kms.DescribeKeyCommand({ KeyId }))).KeyMetadata?.CurrentKeyMaterialId;
const rotations = async (KeyId: string, more: Partial<kms.ListKeyRotationsCommandInput> = {}) =>
  (await client.send(new kms.ListKeyRotationsCommand({ KeyId, ...more }))).Rotations ?? [];

test('on demand: the old ciphertext still opens, with its own material', async () => {
  const { KeyId, Arn } = await newTestKey(client);
  const before = await encrypted(KeyId, 'before');
  const first = await materialOf(KeyId);
  expect(await client.send(new kms.RotateKeyOnDemandCommand({ KeyId }))).toMatchObject({ KeyId: Arn });
  const second = await materialOf(KeyId);
  expect(second).not.toBe(first);
  const after = await opened(await encrypted(KeyId, 'after'));
  const old = await opened(before);
  expect([words(old.Plaintext), old.KeyMaterialId]).toEqual(['before', first]);
  expect([words(after.Plaintext), after.KeyMaterialId]).toEqual(['after', second]);
  expect(await rotations(KeyId)).toEqual([
    {
      KeyId: Arn,
      KeyMaterialId: second,
      KeyMaterialState: 'CURRENT',
      RotationDate: expect.any(Date),
      RotationType: 'ON_DEMAND',
    },
  ]);
  const all = await rotations(KeyId, { IncludeKeyMaterial: 'ALL_KEY_MATERIAL' });
  expect(all.map(({ KeyMaterialId, KeyMaterialState }) => [KeyMaterialId, KeyMaterialState])).toEqual([
    [first, 'NON_CURRENT'],
    [second, 'CURRENT'],
  ]);
  const status = await client.send(new kms.GetKeyRotationStatusCommand({ KeyId }));
  expect(status).toMatchObject({ KeyId: Arn, KeyRotationEnabled: false });
});

test('twenty-five times on demand, and no more', async () => {
  const { KeyId } = await newTestKey(client);
  for (let n = 0; n < 25; n++) await client.send(new kms.RotateKeyOnDemandCommand({ KeyId }));
  expect((await refusal(client.send(new kms.RotateKeyOnDemandCommand({ KeyId })))).name).toBe('LimitExceededException');
});

test('by itself: on its day, again a period later, not while it is disabled, and no more once it is switched off', async () => {
  await using own = await startLockstead({ ephemeral: true });
  const it = kmsClient(own);
  const { KeyId, Arn } = await newTestKey(it);
  const material = async () => (await it.send(new kms.DescribeKeyCommand({ KeyId }))).KeyMetadata?.CurrentKeyMaterialId;
  const { CiphertextBlob } = await it.send(new kms.EncryptCommand({ KeyId, Plaintext: text('long ago') }));
  const start = own.clock.now().getTime();
  await it.send(new kms.EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }));
  const status = await it.send(new kms.GetKeyRotationStatusCommand({ KeyId }));
  expect(status).toMatchObject({ KeyId: Arn, KeyRotationEnabled: true, RotationPeriodInDays: 90 });
  expect(Math.round(((status.NextRotationDate?.getTime() ?? 0) - start) / 86_400_000)).toBe(90);
  const first = await material();
  await own.clock.advance('P89D');
  expect(await material()).toBe(first);
  await own.clock.advance('P2D');
  const second = await material();
  expect(second).not.toBe(first);
  await it.send(new kms.DisableKeyCommand({ KeyId }));
  await own.clock.advance('P90D');
  expect(await material()).toBe(second);
  await it.send(new kms.EnableKeyCommand({ KeyId }));
  await own.clock.advance('P90D');
  const third = await material();
  expect(third).not.toBe(second);
  await it.send(new kms.DisableKeyRotationCommand({ KeyId }));
  await own.clock.advance('P365D');
  expect(await material()).toBe(third);
  expect(words((await it.send(new kms.DecryptCommand({ CiphertextBlob }))).Plaintext)).toBe('long ago');
  const { Rotations = [] } = await it.send(new kms.ListKeyRotationsCommand({ KeyId }));
  expect(Rotations.map(({ RotationType, KeyMaterialState }) => [RotationType, KeyMaterialState])).toEqual([
    ['AUTOMATIC', 'NON_CURRENT'],
    ['AUTOMATIC', 'CURRENT'],
  ]);
});

test.each([
  ['GetKeyRotationStatus', (KeyId: string) => client.send(new kms.GetKeyRotationStatusCommand({ KeyId }))],
  ['EnableKeyRotation', (KeyId: string) => client.send(new kms.EnableKeyRotationCommand({ KeyId }))],
  ['DisableKeyRotation', (KeyId: string) => client.send(new kms.DisableKeyRotationCommand({ KeyId }))],
])('%s of a key whose material is imported, and of one that is not symmetric', async (_, call) => {
  const external = await newTestKey(client, { Origin: 'EXTERNAL' });
  expect(await refusal(call(external.KeyId))).toEqual({
    name: 'UnsupportedOperationException',
    message: `${external.Arn} origin is EXTERNAL which is not valid for this operation.`,
  });
  const hmac = await newTestKey(client, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  expect((await refusal(call(hmac.KeyId))).name).toBe('UnsupportedOperationException');
});

test('RotateKeyOnDemand of a key that has no material, is disabled, or is not symmetric', async () => {
  const rotate = (KeyId: string) => client.send(new kms.RotateKeyOnDemandCommand({ KeyId }));
  const external = await newTestKey(client, { Origin: 'EXTERNAL' });
  expect(await refusal(rotate(external.KeyId))).toEqual({
    name: 'KMSInvalidStateException',
    message: `${external.Arn} is pending import.`,
  });
  const disabled = await newTestKey(client);
  await client.send(new kms.DisableKeyCommand({ KeyId: disabled.KeyId }));
  expect(await refusal(rotate(disabled.KeyId))).toEqual({
    name: 'DisabledException',
    message: `${disabled.Arn} is disabled.`,
  });
  const hmac = await newTestKey(client, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  expect((await refusal(rotate(hmac.KeyId))).name).toBe('UnsupportedOperationException');
});
