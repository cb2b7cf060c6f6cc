/** Who may use a key: the key policy is the gate, IAM policies count where it leaves it to them, other accounts come by ARN. */
import {
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  IAMClient,
  ListAccessKeysCommand,
} from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrganization, type TestOrganization } from '../organizations/organization.ts';
import { allowOnly, newKey } from '../support/iam.ts';
import { kmsClient, newTestKey, refusal, text, words } from './support.ts';

let cloud: Cloud;
let organization: TestOrganization;
let admin: kms.KMSClient;
let iam: IAMClient;
/** Another account, and who administers it. */
let other: string;
let stranger: kms.KMSClient;
let strangerArn: string;
let users = 0;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  organization = await createOrganization(cloud);
  admin = kmsClient(cloud);
  iam = new IAMClient(cloud.clientConfig());
  other = await organization.account('other');
  stranger = kmsClient(cloud, await organization.keysIn(other));
  strangerArn = `arn:aws:iam::${other}:root`;
});
afterAll(() => cloud.stop());

const root = (): string => `arn:aws:iam::${cloud.accountId}:root`;
const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const statement = (AWS: string | readonly string[], Action: string | readonly string[], more: object = {}): object => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action,
  Resource: '*',
  ...more,
});
const adminArn = (): string => `arn:aws:iam::${cloud.accountId}:user/admin`;

async function newUser(): Promise<{ readonly client: kms.KMSClient; readonly name: string; readonly arn: string }> {
  users += 1;
  const name = `user-${users}`;
  await iam.send(new CreateUserCommand({ UserName: name }));
  return {
    client: kmsClient(cloud, await newKey(iam, name)),
    name,
    arn: `arn:aws:iam::${cloud.accountId}:user/${name}`,
  };
}

const encrypt = (client: kms.KMSClient, KeyId: string, EncryptionContext?: Record<string, string>) =>
  client.send(new kms.EncryptCommand({ KeyId, Plaintext: text('x'), EncryptionContext }));

const denied = (arn: string, action: string, resource: string, why: string): object => ({
  name: 'AccessDeniedException',
  message: `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} because ${why}`,
});

describe('the gate', () => {
  test('the default policy leaves it to IAM', async () => {
    const { Arn } = await newTestKey(admin);
    const { client, name, arn } = await newUser();
    const why = 'no identity-based policy allows the kms:Encrypt action';
    expect(await refusal(encrypt(client, Arn))).toEqual(denied(arn, 'kms:Encrypt', Arn, why));
    await allowOnly(cloud, name, 'kms:Encrypt', Arn);
    await encrypt(client, Arn);
  });

  test('without a word for the account IAM alone allows nothing, the account administrator included', async () => {
    const { client, name, arn } = await newUser();
    const Policy = document(statement(adminArn(), 'kms:*'));
    const { Arn } = await newTestKey(admin, { Policy });
    await allowOnly(cloud, name, 'kms:*');
    const why = 'no resource-based policy allows the kms:Encrypt action';
    expect(await refusal(encrypt(client, Arn))).toEqual(denied(arn, 'kms:Encrypt', Arn, why));
    await encrypt(admin, Arn);
  });

  test('who is named in the key policy needs no IAM policy', async () => {
    const { client, arn } = await newUser();
    const { Arn } = await newTestKey(admin, {
      Policy: document(statement(root(), 'kms:*'), statement(arn, 'kms:Encrypt')),
    });
    await encrypt(client, Arn);
    expect((await refusal(client.send(new kms.DescribeKeyCommand({ KeyId: Arn })))).name).toBe('AccessDeniedException');
  });

  test('a deny in the key policy holds for everybody', async () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: 'kms:Encrypt', Resource: '*' };
    const { Arn } = await newTestKey(admin, { Policy: document(statement(root(), 'kms:*'), deny) });
    const why = 'with an explicit deny in a resource-based policy';
    expect((await refusal(encrypt(admin, Arn))).message).toContain(why);
  });

  test('a key that is not there is told to those alone who may ask for it', async () => {
    const KeyId = '1234abcd-12ab-34cd-56ef-1234567890ab';
    const { client } = await newUser();
    expect((await refusal(encrypt(client, KeyId))).name).toBe('AccessDeniedException');
    expect((await refusal(encrypt(admin, KeyId))).name).toBe('NotFoundException');
  });
});

describe('condition keys', () => {
  type Case = [
    what: string,
    condition: object,
    call: (KeyId: string) => Promise<unknown>,
    denies: (KeyId: string) => Promise<unknown>,
  ];
  const context = (pairs?: Record<string, string>) => (KeyId: string) => encrypt(conditioned, KeyId, pairs);
  let conditioned: kms.KMSClient;
  const cases: readonly Case[] = [
    [
      'kms:EncryptionContext:team',
      { StringEquals: { 'kms:EncryptionContext:team': 'blue' } },
      context({ team: 'blue', more: '1' }),
      context({ team: 'red' }),
    ],
    [
      'kms:EncryptionContextKeys',
      {
        'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['team'] },
        Null: { 'kms:EncryptionContextKeys': 'false' },
      },
      context({ team: 'blue' }),
      context({ team: 'blue', more: '1' }),
    ],
    [
      'kms:RequestAlias',
      { StringEquals: { 'kms:RequestAlias': 'alias/asked' } },
      () => encrypt(conditioned, 'alias/asked'),
      context(),
    ],
    [
      'kms:ResourceAliases',
      { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/asked' } },
      context(),
      () => plain(),
    ],
    ['kms:KeySpec', { StringEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT' } }, context(), () => hmac()],
    ['kms:KeyUsage', { StringEquals: { 'kms:KeyUsage': 'ENCRYPT_DECRYPT' } }, context(), () => hmac()],
    [
      'kms:EncryptionAlgorithm',
      { StringEquals: { 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' } },
      context(),
      () => describing(),
    ],
    ['kms:CallerAccount', { StringNotEquals: { 'kms:CallerAccount': '000000000000' } }, context(), () => describing()],
    ['aws:ResourceTag', { StringEquals: { 'aws:ResourceTag/team': 'blue' } }, context(), () => plain()],
  ];
  let plainKey: string;
  let hmacKey: string;
  let aliased: string;
  let userName: string;
  const plain = () => encrypt(conditioned, plainKey);
  const hmac = () => encrypt(conditioned, hmacKey);
  const describing = () => conditioned.send(new kms.DescribeKeyCommand({ KeyId: plainKey }));

  beforeAll(async () => {
    const user = await newUser();
    conditioned = user.client;
    userName = user.name;
    plainKey = (await newTestKey(admin)).Arn;
    hmacKey = (await newTestKey(admin, { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })).Arn;
    aliased = (await newTestKey(admin, { Tags: [{ TagKey: 'team', TagValue: 'blue' }] })).Arn;
    await admin.send(new kms.CreateAliasCommand({ AliasName: 'alias/asked', TargetKeyId: aliased }));
  });

  test.each(cases)('%s', async (_, condition, call, denies) => {
    await allowOnly(cloud, userName, 'kms:Encrypt', '*', condition);
    await call(aliased);
    expect((await refusal(denies(aliased))).name).toBe('AccessDeniedException');
  });

  test('a deny is not passed by way of a second spelling: keys of an encryption context that differ only in case are refused', async () => {
    const { client, name } = await newUser();
    await allowOnly(cloud, name, 'kms:Encrypt');
    const { Arn } = await newTestKey(admin);
    const policy = document(
      statement(root(), 'kms:*'),
      statement('*', 'kms:Encrypt', {
        Effect: 'Deny',
        Condition: { StringEquals: { 'kms:EncryptionContext:team': 'red' } },
      }),
    );
    await admin.send(new kms.PutKeyPolicyCommand({ KeyId: Arn, Policy: policy }));
    await encrypt(client, Arn, { TEAM: 'blue' });
    expect((await refusal(encrypt(client, Arn, { Team: 'red' }))).name).toBe('AccessDeniedException');
    for (const pairs of [
      { team: 'red', TEAM: 'blue' },
      { TEAM: 'blue', team: 'red' },
    ]) {
      expect((await refusal(encrypt(client, Arn, pairs))).name).toBe('ValidationException');
    }
  });

  test('of CreateKey and ScheduleKeyDeletion', async () => {
    const { client, name } = await newUser();
    await allowOnly(cloud, name, ['kms:CreateKey', 'kms:TagResource'], '*', {
      StringEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT', 'aws:RequestTag/team': 'blue' },
      Bool: { 'kms:MultiRegion': 'false' },
      BoolIfExists: { 'kms:BypassPolicyLockoutSafetyCheck': 'false' },
    });
    const Tags = [{ TagKey: 'team', TagValue: 'blue' }];
    await newTestKey(client, { Tags });
    expect((await refusal(newTestKey(client))).name).toBe('AccessDeniedException');
    expect((await refusal(newTestKey(client, { Tags, MultiRegion: true }))).name).toBe('AccessDeniedException');
    await allowOnly(cloud, name, 'kms:ScheduleKeyDeletion', '*', {
      NumericGreaterThanEquals: { 'kms:ScheduleKeyDeletionPendingWindowInDays': '30' },
    });
    const { KeyId } = await newTestKey(admin);
    const call = client.send(new kms.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    expect((await refusal(call)).name).toBe('AccessDeniedException');
    await client.send(new kms.ScheduleKeyDeletionCommand({ KeyId }));
  });
});

describe('principals of a key policy', () => {
  const letting = (arn: string) => document(statement(root(), 'kms:*'), statement(arn, 'kms:Encrypt'));
  const put = (KeyId: string, Policy: string) => admin.send(new kms.PutKeyPolicyCommand({ KeyId, Policy }));
  const invalid = {
    name: 'MalformedPolicyDocumentException',
    message: 'Policy contains a statement with one or more invalid principals.',
  };

  test('must be there, where they are users or roles of an account that is here', async () => {
    const { KeyId } = await newTestKey(admin);
    for (const nobody of [
      `arn:aws:iam::${cloud.accountId}:user/nobody`,
      `arn:aws:iam::${cloud.accountId}:role/nobody`,
      `arn:aws:iam::${other}:user/nobody`,
      'AIDAAAAAAAAAAAAAAAAAA',
    ]) {
      const Policy = letting(nobody);
      expect(await refusal(put(KeyId, Policy))).toEqual(invalid);
      expect(await refusal(newTestKey(admin, { Policy }))).toEqual(invalid);
      const multi = await newTestKey(admin, { MultiRegion: true });
      const input = { KeyId: multi.KeyId, ReplicaRegion: 'us-west-2', Policy };
      expect(await refusal(admin.send(new kms.ReplicateKeyCommand(input)))).toEqual(invalid);
    }
    await put(KeyId, letting(`arn:aws:iam::${other}:root`));
    await put(KeyId, letting('arn:aws:iam::999999999999:user/elsewhere'));
  });

  test('are meant by their ids: a user that is made anew under a name has nothing of the one before', async () => {
    const { client, name, arn } = await newUser();
    const { KeyId, Arn } = await newTestKey(admin, { Policy: letting(adminArn()) });
    const written = letting(arn);
    await put(KeyId, written);
    await encrypt(client, Arn);
    const shown = async () => (await admin.send(new kms.GetKeyPolicyCommand({ KeyId }))).Policy ?? '';
    expect(await shown()).toBe(written);
    const keys = (await iam.send(new ListAccessKeysCommand({ UserName: name }))).AccessKeyMetadata ?? [];
    for (const { AccessKeyId } of keys) await iam.send(new DeleteAccessKeyCommand({ UserName: name, AccessKeyId }));
    await iam.send(new DeleteUserCommand({ UserName: name }));
    await iam.send(new CreateUserCommand({ UserName: name }));
    const second = kmsClient(cloud, await newKey(iam, name));
    expect((await refusal(encrypt(second, Arn))).name).toBe('AccessDeniedException');
    expect(await shown()).toMatch(/"AWS":"AIDA[A-Z0-9]+"/);
  });
});

describe('an alias', () => {
  test('is made by who may do so with the alias and with the key', async () => {
    const { KeyId, Arn } = await newTestKey(admin);
    const { client, name, arn } = await newUser();
    const AliasName = 'alias/both';
    const aliasArn = `arn:aws:kms:us-east-1:${cloud.accountId}:${AliasName}`;
    const create = () => client.send(new kms.CreateAliasCommand({ AliasName, TargetKeyId: KeyId }));
    const why = 'no identity-based policy allows the kms:CreateAlias action';
    await allowOnly(cloud, name, 'kms:CreateAlias', Arn);
    expect(await refusal(create())).toEqual(denied(arn, 'kms:CreateAlias', aliasArn, why));
    await allowOnly(cloud, name, 'kms:CreateAlias', aliasArn);
    expect(await refusal(create())).toEqual(denied(arn, 'kms:CreateAlias', Arn, why));
    await allowOnly(cloud, name, 'kms:CreateAlias', [Arn, aliasArn]);
    await create();
  });
});

describe('the lock-out check', () => {
  test.each<[what: string, policy: () => string, passes: boolean]>([
    ['the account', () => document(statement(root(), 'kms:*')), true],
    ['the caller', () => document(statement(adminArn(), 'kms:PutKeyPolicy')), true],
    ['somebody else', () => document(statement(strangerArn, 'kms:*')), false],
    ['the caller, without PutKeyPolicy', () => document(statement(adminArn(), 'kms:Encrypt')), false],
    [
      'the account, with a deny for the caller',
      () => document(statement(root(), 'kms:*'), { ...statement(adminArn(), 'kms:Put*'), Effect: 'Deny' }),
      false,
    ],
  ])('a policy for %s', async (_, policy, passes) => {
    const { KeyId } = await newTestKey(admin);
    const Policy = policy();
    const lockout = {
      name: 'MalformedPolicyDocumentException',
      message: 'The new key policy will not allow you to update the key policy in the future.',
    };
    const put = (bypass?: boolean) =>
      admin.send(new kms.PutKeyPolicyCommand({ KeyId, Policy, BypassPolicyLockoutSafetyCheck: bypass }));
    if (passes) await put();
    else {
      expect(await refusal(put())).toEqual(lockout);
      expect(await refusal(newTestKey(admin, { Policy }))).toEqual(lockout);
      await put(true);
    }
    const { Arn } = await newTestKey(admin, { Policy, BypassPolicyLockoutSafetyCheck: true });
    expect(Arn).toContain(':key/');
  });

  test('the default policy, as AWS lays it out', async () => {
    const { KeyId } = await newTestKey(admin);
    const { Policy = '', PolicyName } = await admin.send(new kms.GetKeyPolicyCommand({ KeyId }));
    expect(PolicyName).toBe('default');
    expect(JSON.parse(Policy)).toEqual({
      Version: '2012-10-17',
      Id: 'key-default-1',
      Statement: [{ Sid: 'Enable IAM User Permissions', ...statement(root(), 'kms:*') }],
    });
    expect((await admin.send(new kms.ListKeyPoliciesCommand({ KeyId }))).PolicyNames).toEqual(['default']);
    expect((await refusal(admin.send(new kms.GetKeyPolicyCommand({ KeyId, PolicyName: 'x' })))).name).toBe(
      'NotFoundException',
    );
  });
});

describe('another account', () => {
  const unknown = (action: string, on = 'this resource'): object => ({
    name: 'AccessDeniedException',
    message: expect.stringMatching(
      new RegExp(
        `^User: arn:aws:\\S+ is not authorized to perform: ${action} on ${on} because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access$`,
      ),
    ),
  });

  test('does not learn which keys there are', async () => {
    const { Arn } = await newTestKey(admin);
    const nowhere = Arn.replace(/key\/.*/, 'key/1234abcd-12ab-34cd-56ef-1234567890ab');
    const deny = { ...statement(strangerArn, 'kms:*'), Effect: 'Deny' };
    const closed = await newTestKey(admin, { Policy: document(statement(root(), 'kms:*'), deny) });
    for (const KeyId of [Arn, nowhere, closed.Arn]) {
      expect(await refusal(encrypt(stranger, KeyId))).toEqual(unknown('kms:Encrypt'));
      expect(await refusal(stranger.send(new kms.DescribeKeyCommand({ KeyId })))).toEqual(unknown('kms:DescribeKey'));
    }
    const { CiphertextBlob } = await encrypt(admin, Arn);
    expect(await refusal(stranger.send(new kms.DecryptCommand({ CiphertextBlob })))).toEqual(
      unknown('kms:Decrypt', 'the resource associated with this ciphertext'),
    );
  });

  test('uses a key that lets it, by ARN, and changes none', async () => {
    const Policy = document(statement(root(), 'kms:*'), statement(strangerArn, 'kms:*'));
    const { Arn, KeyId } = await newTestKey(admin, { Policy });
    const { CiphertextBlob } = await encrypt(stranger, Arn);
    const opened = await stranger.send(new kms.DecryptCommand({ CiphertextBlob }));
    expect([opened.KeyId, words(opened.Plaintext)]).toEqual([Arn, 'x']);
    expect(words((await admin.send(new kms.DecryptCommand({ CiphertextBlob }))).Plaintext)).toBe('x');
    expect((await refusal(encrypt(stranger, KeyId))).name).toBe('NotFoundException');
    for (const change of [
      new kms.DisableKeyCommand({ KeyId: Arn }),
      new kms.ScheduleKeyDeletionCommand({ KeyId: Arn }),
    ]) {
      expect((await refusal(stranger.send(change as kms.DisableKeyCommand))).name).toBe('AccessDeniedException');
    }
    expect((await refusal(stranger.send(new kms.PutKeyPolicyCommand({ KeyId: Arn, Policy })))).name).toBe(
      'AccessDeniedException',
    );
  });
});
