/** Keys: made, looked at, switched, deleted; their policies, tags and aliases. */
import * as kms from '@aws-sdk/client-kms';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kmsClient, newTestKey, refusal, text, words } from './support.ts';

let cloud: Cloud;
let client: kms.KMSClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  client = kmsClient(cloud);
});
afterAll(() => cloud.stop());

const describeKey = async (KeyId: string): Promise<kms.KeyMetadata | undefined> =>
  (await client.send(new kms.DescribeKeyCommand({ KeyId }))).KeyMetadata;

describe('CreateKey', () => {
  test('of a symmetric key, as AWS answers it', async () => {
    const { KeyMetadata } = await client.send(new kms.CreateKeyCommand({ Description: 'mine' }));
    expect(KeyMetadata).toEqual({
      AWSAccountId: cloud.accountId,
      KeyId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      Arn: `arn:aws:kms:us-east-1:${cloud.accountId}:key/${KeyMetadata?.KeyId}`,
      CreationDate: expect.any(Date),
      Enabled: true,
      Description: 'mine',
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeyState: 'Enabled',
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      MultiRegion: false,
      CurrentKeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await describeKey(KeyMetadata?.KeyId ?? '')).toEqual(KeyMetadata);
  });

  test('without material, which is to be imported', async () => {
    const { KeyMetadata } = await client.send(new kms.CreateKeyCommand({ Origin: 'EXTERNAL' }));
    expect(KeyMetadata).toMatchObject({ KeyState: 'PendingImport', Enabled: false, Origin: 'EXTERNAL' });
    expect(KeyMetadata).not.toHaveProperty('CurrentKeyMaterialId');
    expect(
      await refusal(client.send(new kms.EncryptCommand({ KeyId: KeyMetadata?.KeyId, Plaintext: text('x') }))),
    ).toEqual({ name: 'KMSInvalidStateException', message: `${KeyMetadata?.Arn} is pending import.` });
  });

  test.each<[what: string, input: kms.CreateKeyCommandInput, name: string, message: string]>([
    [
      'an HMAC key without a usage',
      { KeySpec: 'HMAC_256' },
      'ValidationException',
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    ],
    [
      'a usage that the key spec has not',
      { KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' },
      'ValidationException',
      'KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048',
    ],
    [
      'a tag of AWS',
      { Tags: [{ TagKey: 'AWS:x', TagValue: '' }] },
      'TagException',
      'Tags beginning with aws: are reserved',
    ],
    [
      'SM2',
      { KeySpec: 'SM2', KeyUsage: 'SIGN_VERIFY' },
      'UnsupportedOperationException',
      'SM2 keys exist in the China Regions alone.',
    ],
    [
      'a custom key store',
      { Origin: 'AWS_CLOUDHSM', CustomKeyStoreId: 'cks-1234567890abcdef0' },
      'UnsupportedOperationException',
      'Lockstead has no custom key stores: there is no hardware that they could stand for.',
    ],
    [
      'a policy that is none',
      { Policy: '{"Version":"2012-10-17"}' },
      'MalformedPolicyDocumentException',
      'Syntax errors in policy.',
    ],
  ])('is refused for %s', async (_, input, name, message) => {
    expect(await refusal(client.send(new kms.CreateKeyCommand(input)))).toEqual({ name, message });
  });
});

describe('a key is named', () => {
  test.each([
    ['key_id', "Invalid keyId 'key_id'"],
    ['134f2428cec14b25a1ae9048164dba47', "Invalid keyId '134f2428cec14b25a1ae9048164dba47'"],
    ['mrk-fake-key-id', "Invalid keyId 'mrk-fake-key-id'"],
    ['arn:aws:kms:eu-central-1:ACCOUNT:key/1234abcd-12ab-34cd-56ef-1234567890ab', 'Invalid arn eu-central-1'],
    [
      '1234abcd-12ab-34cd-56ef-1234567890ab',
      "Key 'arn:aws:kms:us-east-1:ACCOUNT:key/1234abcd-12ab-34cd-56ef-1234567890ab' does not exist",
    ],
    ['alias/none', 'Alias arn:aws:kms:us-east-1:ACCOUNT:alias/none is not found.'],
  ])('%s: not found', async (KeyId, message) => {
    const own = (form: string): string => form.replace('ACCOUNT', cloud.accountId);
    expect(await refusal(describeKey(own(KeyId)))).toEqual({ name: 'NotFoundException', message: own(message) });
  });

  test('by id, ARN, alias and ARN of an alias where it is used, and by id and ARN alone where it is changed', async () => {
    const { KeyId, Arn } = await newTestKey(client);
    const AliasName = 'alias/named';
    await client.send(new kms.CreateAliasCommand({ AliasName, TargetKeyId: Arn }));
    const aliasArn = `arn:aws:kms:us-east-1:${cloud.accountId}:${AliasName}`;
    for (const name of [KeyId, Arn, AliasName, aliasArn]) {
      const { CiphertextBlob, KeyId: used } = await client.send(
        new kms.EncryptCommand({ KeyId: name, Plaintext: text('x') }),
      );
      expect(used).toBe(Arn);
      expect((await client.send(new kms.DecryptCommand({ CiphertextBlob, KeyId: name }))).KeyId).toBe(Arn);
    }
    expect(await refusal(client.send(new kms.DisableKeyCommand({ KeyId: AliasName })))).toEqual({
      name: 'NotFoundException',
      message: "Invalid keyId 'alias/named'",
    });
  });

  test('in its own Region alone', async () => {
    const { KeyId } = await newTestKey(client);
    const frankfurt = kmsClient(cloud, undefined, 'eu-central-1');
    expect(await refusal(frankfurt.send(new kms.DescribeKeyCommand({ KeyId })))).toEqual({
      name: 'NotFoundException',
      message: `Key 'arn:aws:kms:eu-central-1:${cloud.accountId}:key/${KeyId}' does not exist`,
    });
  });
});

describe('deletion', () => {
  test('waits its days, stops all use, can be cancelled, and is final when its day comes', async () => {
    await using own = await startLockstead({ ephemeral: true });
    const it = kmsClient(own);
    const { KeyId, Arn } = await newTestKey(it);
    const { CiphertextBlob } = await it.send(new kms.EncryptCommand({ KeyId, Plaintext: text('kept') }));
    const open = () => it.send(new kms.DecryptCommand({ CiphertextBlob }));
    await it.send(new kms.CreateAliasCommand({ AliasName: 'alias/goes', TargetKeyId: KeyId }));
    const start = own.clock.now();
    const scheduled = await it.send(new kms.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    expect(scheduled).toMatchObject({ KeyId: Arn, KeyState: 'PendingDeletion', PendingWindowInDays: 7 });
    const waits = (scheduled.DeletionDate?.getTime() ?? 0) - start.getTime();
    expect(Math.round(waits / 86_400_000)).toBe(7);
    expect(await refusal(open())).toEqual({
      name: 'KMSInvalidStateException',
      message: `${Arn} is pending deletion.`,
    });
    await own.clock.advance('P6D');
    await it.send(new kms.CancelKeyDeletionCommand({ KeyId }));
    await own.clock.advance('P30D');
    const { KeyMetadata } = await it.send(new kms.DescribeKeyCommand({ KeyId }));
    expect(KeyMetadata).toMatchObject({ KeyState: 'Disabled', Enabled: false });
    expect(KeyMetadata).not.toHaveProperty('DeletionDate');
    await it.send(new kms.EnableKeyCommand({ KeyId }));
    expect(words((await open()).Plaintext)).toBe('kept');

    await it.send(new kms.ScheduleKeyDeletionCommand({ KeyId }));
    await own.clock.advance('P29DT23H');
    expect((await it.send(new kms.DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState).toBe('PendingDeletion');
    await own.clock.advance('PT2H');
    expect(await refusal(it.send(new kms.DescribeKeyCommand({ KeyId })))).toMatchObject({ name: 'NotFoundException' });
    expect(await refusal(open())).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('customer master key that does not exist'),
    });
    const { Aliases = [] } = await it.send(new kms.ListAliasesCommand({}));
    expect(Aliases.filter(({ AliasName }) => !AliasName?.startsWith('alias/aws/'))).toEqual([]);
  });

  test.each([
    [6, 'PendingWindowInDays must be between 7 and 30, inclusive.'],
    [31, 'PendingWindowInDays must be between 7 and 30, inclusive.'],
  ])('cannot wait %i days', async (PendingWindowInDays, message) => {
    const { KeyId } = await newTestKey(client);
    expect(await refusal(client.send(new kms.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays })))).toEqual({
      name: 'ValidationException',
      message,
    });
  });
});

test('a description is replaced', async () => {
  const { KeyId } = await newTestKey(client, { Description: 'before' });
  await client.send(new kms.UpdateKeyDescriptionCommand({ KeyId, Description: 'after' }));
  expect((await describeKey(KeyId))?.Description).toBe('after');
});

test('tags are laid over, listed in pages and taken away', async () => {
  const { KeyId } = await newTestKey(client, { Tags: [{ TagKey: 'a', TagValue: '1' }] });
  const Tags = [
    { TagKey: 'a', TagValue: '2' },
    { TagKey: 'A', TagValue: '3' },
  ];
  await client.send(new kms.TagResourceCommand({ KeyId, Tags }));
  const first = await client.send(new kms.ListResourceTagsCommand({ KeyId, Limit: 1 }));
  const second = await client.send(new kms.ListResourceTagsCommand({ KeyId, Limit: 1, Marker: first.NextMarker }));
  expect([first.Truncated, second.Truncated]).toEqual([true, false]);
  expect(
    [...(first.Tags ?? []), ...(second.Tags ?? [])].sort((a, b) => ((a.TagKey ?? '') < (b.TagKey ?? '') ? 1 : -1)),
  ).toEqual(Tags);
  await client.send(new kms.UntagResourceCommand({ KeyId, TagKeys: ['a', 'A', 'none'] }));
  expect((await client.send(new kms.ListResourceTagsCommand({ KeyId }))).Tags).toEqual([]);
  expect(await refusal(client.send(new kms.ListResourceTagsCommand({ KeyId, Marker: 'bm90' })))).toMatchObject({
    name: 'InvalidMarkerException',
  });
});

describe('aliases', () => {
  test('are made, listed by key, pointed elsewhere and deleted', async () => {
    const [one, other] = [await newTestKey(client), await newTestKey(client)];
    const AliasName = 'alias/moves';
    await client.send(new kms.CreateAliasCommand({ AliasName, TargetKeyId: one.KeyId }));
    const listed = async (KeyId: string): Promise<readonly (string | undefined)[]> =>
      ((await client.send(new kms.ListAliasesCommand({ KeyId }))).Aliases ?? []).map((alias) => alias.AliasName);
    expect(await listed(one.KeyId)).toEqual([AliasName]);
    expect(await refusal(client.send(new kms.CreateAliasCommand({ AliasName, TargetKeyId: other.KeyId })))).toEqual({
      name: 'AlreadyExistsException',
      message: `An alias with the name arn:aws:kms:us-east-1:${cloud.accountId}:${AliasName} already exists`,
    });
    await client.send(new kms.UpdateAliasCommand({ AliasName, TargetKeyId: other.KeyId }));
    expect([await listed(one.KeyId), await listed(other.KeyId)]).toEqual([[], [AliasName]]);
    const hmac = await newTestKey(client, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
    expect(
      await refusal(client.send(new kms.UpdateAliasCommand({ AliasName, TargetKeyId: hmac.KeyId }))),
    ).toMatchObject({ name: 'ValidationException' });
    await client.send(new kms.DeleteAliasCommand({ AliasName }));
    expect(await refusal(client.send(new kms.DeleteAliasCommand({ AliasName })))).toMatchObject({
      name: 'NotFoundException',
    });
  });

  test.each([
    ['none', 'ValidationException', 'Alias must start with the prefix "alias/"'],
    ['alias/a:b', 'ValidationException', 'alias/a:b contains invalid characters for an alias'],
    ['alias/aws/mine', 'InvalidAliasNameException', 'alias/aws/'],
  ])('are not called %s', async (AliasName, name, part) => {
    const { KeyId } = await newTestKey(client);
    const refused = await refusal(client.send(new kms.CreateAliasCommand({ AliasName, TargetKeyId: KeyId })));
    expect(refused.name).toBe(name);
    expect(refused.message).toContain(part);
  });
});

test('keys are listed in pages, each once', async () => {
  await using own = await startLockstead({ ephemeral: true });
  const it = kmsClient(own);
  const made = new Set(await Promise.all(Array.from({ length: 7 }, async () => (await newTestKey(it)).Arn)));
  const listed: string[] = [];
  let Marker: string | undefined;
  do {
    const page: kms.ListKeysCommandOutput = await it.send(new kms.ListKeysCommand({ Limit: 3, Marker }));
    listed.push(...(page.Keys ?? []).map(({ KeyArn = '' }) => KeyArn));
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  expect(listed.length).toBe(7);
  expect(new Set(listed)).toEqual(made);
});
