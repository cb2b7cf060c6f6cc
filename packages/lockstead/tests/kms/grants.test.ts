/** Grants: what they let pass, under which constraints, who passes them on, and how they end. */
import { CreateUserCommand, DeleteUserCommand, IAMClient } from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grantOfToken, grantToken } from '#services/kms/grants/grant-token';
import { meets } from '#services/kms/grants/granted';
import { createOrganization, type TestOrganization } from '../organizations/organization.ts';
import { newKey } from '../support/iam.ts';
import { kmsClient, newTestKey, refusal, text, words } from './support.ts';

let cloud: Cloud;
let organization: TestOrganization;
let admin: kms.KMSClient;
let iam: IAMClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  organization = await createOrganization(cloud);
  admin = kmsClient(cloud);
  iam = new IAMClient(cloud.clientConfig());
});
afterAll(() => cloud.stop());

let users = 0;
async function newUser(): Promise<{ readonly client: kms.KMSClient; readonly arn: string }> {
  users += 1;
  const name = `grantee-${users}`;
  await iam.send(new CreateUserCommand({ UserName: name }));
  return { client: kmsClient(cloud, await newKey(iam, name)), arn: `arn:aws:iam::${cloud.accountId}:user/${name}` };
}

const encrypt = (client: kms.KMSClient, KeyId: string, EncryptionContext?: Record<string, string>) =>
  client.send(new kms.EncryptCommand({ KeyId, Plaintext: text('x'), EncryptionContext }));
const grant = (KeyId: string, GranteePrincipal: string, more: Partial<kms.CreateGrantCommandInput> = {}, by = admin) =>
  by.send(new kms.CreateGrantCommand({ KeyId, GranteePrincipal, Operations: ['Encrypt'], ...more }));
const isDenied = async (call: Promise<unknown>): Promise<void> => {
  expect((await refusal(call)).name).toBe('AccessDeniedException');
};

test('a grant lets its grantee do what it names, at once, and ends when it is revoked', async () => {
  const { Arn } = await newTestKey(admin);
  const { client, arn } = await newUser();
  await isDenied(encrypt(client, Arn));
  const { GrantId } = await grant(Arn, arn);
  const { CiphertextBlob } = await encrypt(client, Arn);
  await isDenied(client.send(new kms.DecryptCommand({ CiphertextBlob })));
  const other = await newUser();
  await isDenied(encrypt(other.client, Arn));
  await admin.send(new kms.RevokeGrantCommand({ KeyId: Arn, GrantId }));
  await isDenied(encrypt(client, Arn));
  expect((await refusal(admin.send(new kms.RevokeGrantCommand({ KeyId: Arn, GrantId })))).name).toBe(
    'NotFoundException',
  );
});

test('a deny holds against a grant', async () => {
  const { client, arn } = await newUser();
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${cloud.accountId}:root` }, Action: 'kms:*', Resource: '*' },
      { Effect: 'Deny', Principal: { AWS: arn }, Action: 'kms:Encrypt', Resource: '*' },
    ],
  });
  const { Arn } = await newTestKey(admin, { Policy });
  await grant(Arn, arn);
  await isDenied(encrypt(client, Arn));
});

test.each<
  [what: string, constraints: kms.GrantConstraints, passes: readonly object[], denied: readonly (object | undefined)[]]
>([
  [
    'equals',
    { EncryptionContextEquals: { a: '1', b: '2' } },
    [{ b: '2', a: '1' }],
    [undefined, { a: '1' }, { a: '1', b: '2', c: '3' }, { a: '1', b: '3' }],
  ],
  [
    'subset',
    { EncryptionContextSubset: { a: '1' } },
    [{ a: '1' }, { a: '1', b: '2' }, { A: '1' }],
    [undefined, { a: '2' }, { b: '1' }],
  ],
])('the constraint %s', async (_, Constraints, passes, denied) => {
  const { Arn } = await newTestKey(admin);
  const { client, arn } = await newUser();
  await grant(Arn, arn, { Constraints });
  for (const context of passes) await encrypt(client, Arn, context as Record<string, string>);
  for (const context of denied) await isDenied(encrypt(client, Arn, context as Record<string, string> | undefined));
});

test('a constraint holds whatever the order of pairs; equals is subset both ways', () => {
  const contexts = fc.dictionary(fc.constantFrom('a', 'b', '__proto__x'), fc.constantFrom('1', '2'));
  fc.assert(
    fc.property(contexts, contexts, (context, demanded) => {
      const equals = meets(context, { encryptionContextEquals: demanded });
      const subset = meets(context, { encryptionContextSubset: demanded });
      const reverse = meets(demanded, { encryptionContextSubset: context });
      expect(equals).toBe(subset && reverse);
      expect(meets({ ...context, ...demanded }, { encryptionContextSubset: demanded })).toBe(true);
    }),
  );
});

test('keys of a constraint have no case, values have; a second spelling with another value does not pass', () => {
  const demanded = { encryptionContextSubset: { Team: 'blue' } };
  expect(meets({ team: 'blue', other: 'x' }, demanded)).toBe(true);
  expect(meets({ team: 'Blue' }, demanded)).toBe(false);
  expect(meets({ TEAM: 'blue', team: 'red' }, demanded)).toBe(false);
  expect(meets({ Team: 'red', team: 'blue' }, demanded)).toBe(false);
  const exact = { encryptionContextEquals: { Team: 'blue' } };
  expect(meets({ team: 'blue' }, exact)).toBe(true);
  expect(meets({ team: 'blue', other: 'x' }, exact)).toBe(false);
  expect(meets({}, exact)).toBe(false);
});

test('the same grant of the same name is one grant; another is another', async () => {
  const { Arn } = await newTestKey(admin);
  const { arn } = await newUser();
  const first = await grant(Arn, arn, { Name: 'n' });
  expect((await grant(Arn, arn, { Name: 'n' })).GrantId).toBe(first.GrantId);
  expect((await grant(Arn, arn)).GrantId).not.toBe(first.GrantId);
  expect((await grant(Arn, arn, { Name: 'n', Operations: ['Decrypt'] })).GrantId).not.toBe(first.GrantId);
  const { Grants = [] } = await admin.send(new kms.ListGrantsCommand({ KeyId: Arn }));
  expect(Grants.length).toBe(3);
  expect(Grants.find(({ GrantId }) => GrantId === first.GrantId)).toEqual({
    KeyId: Arn,
    GrantId: first.GrantId,
    Name: 'n',
    CreationDate: expect.any(Date),
    GranteePrincipal: arn,
    IssuingAccount: `arn:aws:iam::${cloud.accountId}:root`,
    Operations: ['Encrypt'],
  });
  const one = await admin.send(new kms.ListGrantsCommand({ KeyId: Arn, GrantId: first.GrantId }));
  expect(one.Grants?.length).toBe(1);
});

describe('a grantee passes on', () => {
  test('a part of what the grant gives, under the same constraints or stricter ones, and no more', async () => {
    const { Arn } = await newTestKey(admin);
    const { client, arn } = await newUser();
    const { arn: next } = await newUser();
    const Constraints = { EncryptionContextSubset: { a: '1' } };
    await grant(Arn, arn, { Operations: ['CreateGrant', 'Encrypt', 'Decrypt'], Constraints });
    const pass = (more: Partial<kms.CreateGrantCommandInput>) => grant(Arn, next, more, client);
    await isDenied(pass({}));
    await isDenied(pass({ Constraints: { EncryptionContextSubset: { b: '1' } } }));
    await isDenied(pass({ Operations: ['Encrypt', 'GenerateDataKey'], Constraints }));
    await pass({ Constraints });
    await pass({ Constraints: { EncryptionContextEquals: { a: '1', b: '2' } } });
    await isDenied(pass({ Constraints: { EncryptionContextEquals: { b: '2' } } }));
  });
});

describe('a grant is retired', () => {
  test('by the principal that was named for it, by its token', async () => {
    const { Arn } = await newTestKey(admin);
    const { client, arn } = await newUser();
    const { client: retiring, arn: retiringArn } = await newUser();
    const { GrantToken } = await grant(Arn, arn, { RetiringPrincipal: retiringArn });
    await encrypt(client, Arn);
    await isDenied(client.send(new kms.RetireGrantCommand({ GrantToken })));
    const listed = await admin.send(new kms.ListRetirableGrantsCommand({ RetiringPrincipal: retiringArn }));
    expect(listed.Grants?.map(({ KeyId }) => KeyId)).toEqual([Arn]);
    await retiring.send(new kms.RetireGrantCommand({ GrantToken }));
    await isDenied(encrypt(client, Arn));
  });

  test('by its grantee where it says so, by key and id', async () => {
    const { Arn } = await newTestKey(admin);
    const { client, arn } = await newUser();
    const { GrantId } = await grant(Arn, arn, { Operations: ['Encrypt', 'RetireGrant'] });
    await client.send(new kms.RetireGrantCommand({ KeyId: Arn, GrantId }));
    await isDenied(encrypt(client, Arn));
  });
});

test('a principal of another account uses a key by a grant, with no word in its own policies', async () => {
  const other = await organization.account('granted');
  const keys = await organization.keysIn(other);
  const theirs = new IAMClient(cloud.clientConfig(keys));
  await theirs.send(new CreateUserCommand({ UserName: 'bob' }));
  const bob = kmsClient(cloud, await newKey(theirs, 'bob'));
  const { Arn } = await newTestKey(admin);
  await isDenied(encrypt(bob, Arn));
  await grant(Arn, `arn:aws:iam::${other}:user/bob`, { Operations: ['Encrypt', 'Decrypt'] });
  const { CiphertextBlob } = await encrypt(bob, Arn);
  expect(words((await bob.send(new kms.DecryptCommand({ CiphertextBlob }))).Plaintext)).toBe('x');
  await isDenied(bob.send(new kms.DescribeKeyCommand({ KeyId: Arn })));
});

test('a grant is for a user or role by its id: who is made anew under the name has nothing of it', async () => {
  const { Arn, KeyId } = await newTestKey(admin);
  const UserName = 'made-twice';
  const arn = `arn:aws:iam::${cloud.accountId}:user/${UserName}`;
  expect(await refusal(grant(Arn, arn))).toMatchObject({
    name: 'InvalidArnException',
    message: expect.stringContaining(arn),
  });
  await iam.send(new CreateUserCommand({ UserName }));
  await grant(Arn, arn, { RetiringPrincipal: arn });
  const listed = async (GranteePrincipal?: string) =>
    (await admin.send(new kms.ListGrantsCommand({ KeyId, GranteePrincipal }))).Grants ?? [];
  const retirable = async () =>
    (await admin.send(new kms.ListRetirableGrantsCommand({ RetiringPrincipal: arn }))).Grants ?? [];
  expect(await listed(arn)).toMatchObject([{ GranteePrincipal: arn, RetiringPrincipal: arn }]);
  expect(await retirable()).toHaveLength(1);
  await iam.send(new DeleteUserCommand({ UserName }));
  await iam.send(new CreateUserCommand({ UserName }));
  const second = kmsClient(cloud, await newKey(iam, UserName));
  await isDenied(encrypt(second, Arn));
  expect(await listed(arn)).toEqual([]);
  expect(await listed()).toMatchObject([{ GranteePrincipal: expect.stringMatching(/^AIDA/) }]);
  expect(await retirable()).toEqual([]);
});

test('tokens name grants, and what is none is refused', async () => {
  const { Arn, KeyId } = await newTestKey(admin);
  const { arn } = await newUser();
  const { GrantToken = '', GrantId = '' } = await grant(Arn, arn);
  expect(grantOfToken(GrantToken)).toBe(`${cloud.accountId}/us-east-1/${KeyId}/${GrantId}`);
  expect(grantToken({ account: cloud.accountId, region: 'us-east-1', keyId: KeyId, grantId: GrantId } as never)).toBe(
    GrantToken,
  );
  const Plaintext = text('x');
  const used = await admin.send(new kms.EncryptCommand({ KeyId, Plaintext, GrantTokens: [GrantToken] }));
  expect(words(used.CiphertextBlob)).not.toBe('');
  for (const token of ['none', Buffer.from('kms-grant 1 ../x').toString('base64url')]) {
    const call = admin.send(new kms.EncryptCommand({ KeyId, Plaintext, GrantTokens: [token] }));
    expect((await refusal(call)).name).toBe('InvalidGrantTokenException');
  }
});

test.each<[what: string, more: Partial<kms.CreateGrantCommandInput>, name: string]>([
  ['an operation that the key has not', { Operations: ['Sign'] }, 'ValidationException'],
  ['a grantee that is none', { GranteePrincipal: 'arn:aws:s3:::bucket' }, 'ValidationException'],
  ['a dry run', { DryRun: true }, 'DryRunOperationException'],
  [
    'too many pairs',
    { Constraints: { EncryptionContextEquals: Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`${n}`, ''])) } },
    'ValidationException',
  ],
])('no grant for %s', async (_, more, name) => {
  const { Arn } = await newTestKey(admin);
  const { arn } = await newUser();
  expect((await refusal(grant(Arn, arn, more))).name).toBe(name);
  expect((await admin.send(new kms.ListGrantsCommand({ KeyId: Arn }))).Grants).toEqual([]);
});

test.each(['Disabled', 'PendingDeletion'])(
  'a key that is %s gets no grant, and loses those that it has',
  async (state) => {
    const { Arn } = await newTestKey(admin);
    const { arn } = await newUser();
    const { GrantId } = await grant(Arn, arn);
    await admin.send(
      state === 'Disabled'
        ? new kms.DisableKeyCommand({ KeyId: Arn })
        : (new kms.ScheduleKeyDeletionCommand({ KeyId: Arn }) as never),
    );
    expect((await refusal(grant(Arn, arn))).name).toBe(
      state === 'Disabled' ? 'DisabledException' : 'KMSInvalidStateException',
    );
    await admin.send(new kms.RevokeGrantCommand({ KeyId: Arn, GrantId }));
  },
);
