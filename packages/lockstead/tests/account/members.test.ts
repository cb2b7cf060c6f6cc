/** Member accounts by their id: from the management account, from a delegated administrator, and from nobody else. */
import * as api from '@aws-sdk/client-account';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import * as org from '@aws-sdk/client-organizations';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrganization, type TestOrganization } from '../organizations/organization.ts';
import { allow, policy, type Statement } from '../support/clients.ts';
import type { Keys } from '../support/lockstead.ts';
import { accountClient, messagesOf, newestPasscode } from './clients.ts';

let cloud: Cloud;
let organization: TestOrganization;
let manager: api.AccountClient;
/** Member accounts, and the administrator of the first. */
let one: string;
let two: string;
let member: api.AccountClient;
const ServicePrincipal = 'account.amazonaws.com';
const notTrusted = 'Your organization must first enable trusted access with AWS Account Management.';

beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  organization = await createOrganization(cloud);
  manager = accountClient(cloud);
  one = await organization.account('one');
  two = await organization.account('two');
  member = accountClient(cloud, await organization.keysIn(one));
});
afterAll(() => cloud.stop());

const information = (client: api.AccountClient, AccountId?: string) =>
  client.send(new api.GetAccountInformationCommand({ AccountId }));

test('the organization has to trust the service first', async () => {
  await expect(information(manager, one)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: `User: arn:aws:iam::${cloud.accountId}:user/admin is not authorized to perform: account:GetAccountInformation (${notTrusted})`,
  });
  await organization.client.send(new org.EnableAWSServiceAccessCommand({ ServicePrincipal }));
  expect(await information(manager, one)).toMatchObject({ AccountId: one, AccountName: 'one', AccountState: 'ACTIVE' });
});

test('the management account names its own id in no call, and no account that is not in its organization', async () => {
  await expect(information(manager, cloud.accountId)).rejects.toMatchObject({
    message: expect.stringContaining('can only be managed using the standalone context'),
  });
  const refused = await information(manager, '000000000000').catch((error) => error.message);
  expect(refused).toMatch(/is not authorized to perform: account:GetAccountInformation$/);
});

test('a member names no account, not even its own, and has its own without naming it', async () => {
  for (const id of [one, two, cloud.accountId, '000000000000']) {
    await expect(information(member, id)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(/is not authorized to perform: account:GetAccountInformation$/),
    });
  }
  expect(await information(member)).toMatchObject({ AccountId: one });
});

test('a name that the management account gives is the one that the organization lists', async () => {
  await manager.send(new api.PutAccountNameCommand({ AccountId: two, AccountName: 'Two & co' }));
  const { Account } = await organization.client.send(new org.DescribeAccountCommand({ AccountId: two }));
  expect(Account?.Name).toBe('Two & co');
  expect(await information(manager, two)).toMatchObject({ AccountName: 'Two & co' });
});

test('a contact that the management account puts is the member account’s own', async () => {
  const contact = { Name: 'A', Title: 'B', EmailAddress: 'a@example.com', PhoneNumber: '1' };
  const AlternateContactType = 'BILLING';
  await manager.send(new api.PutAlternateContactCommand({ ...contact, AlternateContactType, AccountId: one }));
  const { AlternateContact } = await member.send(new api.GetAlternateContactCommand({ AlternateContactType }));
  expect(AlternateContact).toMatchObject(contact);
  await expect(manager.send(new api.GetAlternateContactCommand({ AlternateContactType }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('a Region that the management account enables is the member account’s', async () => {
  const RegionName = 'me-south-1';
  await manager.send(new api.EnableRegionCommand({ AccountId: two, RegionName }));
  const status = async (client: api.AccountClient, AccountId?: string) =>
    (await client.send(new api.GetRegionOptStatusCommand({ RegionName, AccountId }))).RegionOptStatus;
  expect([await status(manager, two), await status(manager, one), await status(member)]).toEqual([
    'ENABLING',
    'DISABLED',
    'DISABLED',
  ]);
});

describe('the address of a root user', () => {
  const PrimaryEmail = 'new-one@example.com';
  const start = (AccountId: string, email = PrimaryEmail) =>
    manager.send(new api.StartPrimaryEmailUpdateCommand({ AccountId, PrimaryEmail: email }));
  const accept = (AccountId: string, Otp: string, email = PrimaryEmail) =>
    manager.send(new api.AcceptPrimaryEmailUpdateCommand({ AccountId, PrimaryEmail: email, Otp }));
  const status = (AccountId: string) => manager.send(new api.GetPrimaryEmailUpdateStatusCommand({ AccountId }));
  const email = async (AccountId: string) =>
    (await manager.send(new api.GetPrimaryEmailCommand({ AccountId }))).PrimaryEmail;

  test('changes with the passcode that was sent to the new one', async () => {
    expect(await email(one)).toBe('one@example.com');
    await expect(status(one)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(accept(one, 'AAAAAA')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await start(one)).toMatchObject({ Status: 'PENDING' });
    expect((await messagesOf(cloud))[0]).toMatchObject({ to: PrimaryEmail, account: one });
    expect(await status(one)).toMatchObject({ Status: 'PENDING', UpdatedAt: expect.any(Date) });
    await expect(accept(one, 'zzzzzz')).rejects.toMatchObject({ name: 'ValidationException' });
    const passcode = await newestPasscode(cloud);
    await expect(accept(one, passcode, 'other@example.com')).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await email(one)).toBe('one@example.com');
    expect(await accept(one, passcode)).toMatchObject({ Status: 'ACCEPTED' });
    expect(await email(one)).toBe(PrimaryEmail);
    expect(await status(one)).toMatchObject({ Status: 'COMPLETED' });
    await expect(accept(one, passcode)).rejects.toMatchObject({ name: 'ConflictException' });
    const { Account } = await organization.client.send(new org.DescribeAccountCommand({ AccountId: one }));
    expect(Account?.Email).toBe(PrimaryEmail);
  });

  test('is nobody else’s; the one before is free again', async () => {
    await cloud.clock.advance('PT1M');
    for (const taken of [PrimaryEmail, PrimaryEmail.toUpperCase(), `root@${cloud.accountId}.lockstead.local`]) {
      await expect(start(two, taken)).rejects.toMatchObject({ name: 'ConflictException' });
    }
    await start(two, 'one@example.com');
    await accept(two, await newestPasscode(cloud), 'one@example.com');
    expect(await email(two)).toBe('one@example.com');
  });

  test('two updates for one address: the first that is accepted has it', async () => {
    await cloud.clock.advance('PT1M');
    const wanted = 'both@example.com';
    await start(one, wanted);
    const first = await newestPasscode(cloud);
    await start(two, wanted);
    await accept(two, await newestPasscode(cloud), wanted);
    await expect(accept(one, first, wanted)).rejects.toMatchObject({ name: 'ConflictException' });
  });

  test.each(['no-at-sign', 'a@b@example.com', 'a b@example.com', 'a@nowhere'])('%s is no address', async (wrong) => {
    await expect(start(one, wrong)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('three updates are started in 30 seconds; one that nobody accepts in an hour has failed', async () => {
    await cloud.clock.advance('PT1M');
    for (let i = 0; i < 3; i += 1) await start(one, `another${i}@example.com`);
    await expect(start(one, 'fourth@example.com')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    const passcode = await newestPasscode(cloud);
    await cloud.clock.advance('PT1H');
    await expect(accept(one, passcode, 'another2@example.com')).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await status(one)).toMatchObject({ Status: 'FAILED' });
  });

  test('is not to be had without an account, nor of the management account', async () => {
    await expect(email(cloud.accountId)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(manager.send(new api.GetPrimaryEmailUpdateStatusCommand({}))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('what policies can say', () => {
  let count = 0;
  async function user(...statements: Statement[]): Promise<api.AccountClient> {
    const iam = new IAMClient(cloud.clientConfig());
    count += 1;
    const UserName = `user${count}`;
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument: policy(...statements) }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return accountClient(cloud, {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    } satisfies Keys);
  }
  const denied = { name: 'AccessDeniedException', message: expect.stringContaining('no identity-based policy allows') };

  test('the member account, by its ARN in the organization', async () => {
    const client = await user(
      allow('account:GetAccountInformation', `arn:aws:account::${cloud.accountId}:account/${organization.id}/${one}`),
    );
    expect(await information(client, one)).toMatchObject({ AccountId: one });
    await expect(information(client, two)).rejects.toMatchObject(denied);
    await expect(information(client)).rejects.toMatchObject(denied);
  });

  test('the own account, by its ARN', async () => {
    const client = await user(allow('account:*', `arn:aws:account::${cloud.accountId}:account`));
    expect(await information(client)).toMatchObject({ AccountId: cloud.accountId });
    await expect(information(client, one)).rejects.toMatchObject(denied);
  });

  test('the Region, the type of contact and the domain of an address', async () => {
    const client = await user({
      ...allow(['account:EnableRegion', 'account:GetRegionOptStatus']),
      Condition: { StringEquals: { 'account:TargetRegion': 'il-central-1' } },
    });
    await client.send(new api.EnableRegionCommand({ RegionName: 'il-central-1' }));
    await expect(client.send(new api.EnableRegionCommand({ RegionName: 'mx-central-1' }))).rejects.toMatchObject(
      denied,
    );

    const billing = await user({
      ...allow('account:GetAlternateContact'),
      Condition: { 'ForAllValues:StringEquals': { 'account:AlternateContactTypes': ['BILLING'] } },
    });
    const get = (AlternateContactType: api.AlternateContactType) =>
      billing.send(new api.GetAlternateContactCommand({ AlternateContactType, AccountId: one }));
    expect((await get('BILLING')).AlternateContact).toMatchObject({ Name: 'A' });
    await expect(get('SECURITY')).rejects.toMatchObject(denied);

    const ours = await user({
      ...allow('account:StartPrimaryEmailUpdate'),
      Condition: { StringEquals: { 'account:EmailTargetDomain': 'ours.example' } },
    });
    const start = (PrimaryEmail: string) =>
      ours.send(new api.StartPrimaryEmailUpdateCommand({ AccountId: two, PrimaryEmail }));
    expect(await start('two@ours.example')).toMatchObject({ Status: 'PENDING' });
    await expect(start('two@example.com')).rejects.toMatchObject(denied);
    await expect(start('two@ours.example@example.com')).rejects.toMatchObject(denied);
  });

  test('the place and the tags of the account in its organization', async () => {
    const Tags = [{ Key: 'team', Value: 'red' }];
    await organization.client.send(new org.TagResourceCommand({ ResourceId: two, Tags }));
    const byTag = await user({
      ...allow('account:GetAccountInformation'),
      Condition: { StringEquals: { 'account:AccountResourceOrgTags/team': 'red' } },
    });
    expect(await information(byTag, two)).toMatchObject({ AccountId: two });
    await expect(information(byTag, one)).rejects.toMatchObject(denied);
    const unit = await organization.unit('place');
    await organization.move(one, organization.rootId, unit);
    const byPath = await user({
      ...allow('account:GetAccountInformation'),
      Condition: {
        'ForAnyValue:StringLike': {
          'account:AccountResourceOrgPaths': [`${organization.id}/${organization.rootId}/${unit}/*`],
        },
      },
    });
    expect(await information(byPath, one)).toMatchObject({ AccountId: one });
    await expect(information(byPath, two)).rejects.toMatchObject(denied);
  });
});

describe('a delegated administrator', () => {
  test('acts on the members of its organization, itself among them, while it is one', async () => {
    const { client } = organization;
    // The clock has moved: the credentials from before have expired.
    member = accountClient(cloud, await organization.keysIn(one));
    const delegation = { AccountId: one, ServicePrincipal };
    await client.send(new org.RegisterDelegatedAdministratorCommand(delegation));
    expect(await information(member, two)).toMatchObject({ AccountId: two });
    expect(await information(member, one)).toMatchObject({ AccountId: one });
    await member.send(new api.PutAccountNameCommand({ AccountId: two, AccountName: 'By a delegate' }));
    expect(await information(manager, two)).toMatchObject({ AccountName: 'By a delegate' });
    await expect(information(member, cloud.accountId)).rejects.toMatchObject({
      message: expect.stringContaining('standalone context'),
    });
    await client.send(new org.DeregisterDelegatedAdministratorCommand(delegation));
    await expect(information(member, two)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('of another service is none of this one', async () => {
    const { client } = organization;
    const other = 'config.amazonaws.com';
    await client.send(new org.EnableAWSServiceAccessCommand({ ServicePrincipal: other }));
    await client.send(new org.RegisterDelegatedAdministratorCommand({ AccountId: one, ServicePrincipal: other }));
    await expect(information(member, two)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

test('an account that is closed is suspended', async () => {
  const three = await organization.account('three');
  await organization.client.send(new org.CloseAccountCommand({ AccountId: three }));
  expect(await information(manager, three)).toMatchObject({ AccountState: 'SUSPENDED' });
});

test('an organization of consolidated billing alone has no service that it trusts', async () => {
  await using other = await startLockstead({ ephemeral: true });
  const { account } = await createOrganization(other, 'CONSOLIDATED_BILLING');
  const id = await account('solo');
  await expect(information(accountClient(other), id)).rejects.toMatchObject({
    message: expect.stringContaining(notTrusted),
  });
});
