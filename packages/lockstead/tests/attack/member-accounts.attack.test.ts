/**
 * The administrator of a member account wants other accounts' contacts, another root user's address, and a way around guardrails on `account:*` and
 * on Regions. Each try is refused.
 */
import * as api from '@aws-sdk/client-account';
import * as iam from '@aws-sdk/client-iam';
import * as org from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newestPasscode } from '../account/clients.ts';
import { createOrganization, type TestOrganization } from '../organizations/organization.ts';
import { keysOf } from '../support/clients.ts';
import type { Keys } from '../support/lockstead.ts';
import { send, signed } from '../support/signed.ts';

let cloud: Cloud;
let organization: TestOrganization;
let own: string;
let victim: string;
/** A user with AdministratorAccess in the member account `own`. */
let mallory: Keys;
const email = 'victim@example.com';

beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  organization = await createOrganization(cloud);
  own = await organization.account('own');
  victim = await organization.account('victim');
  const ServicePrincipal = 'account.amazonaws.com';
  await organization.client.send(new org.EnableAWSServiceAccessCommand({ ServicePrincipal }));
  const inside = new iam.IAMClient({ ...cloud.clientConfig(), credentials: await organization.keysIn(own) });
  await inside.send(new iam.CreateUserCommand({ UserName: 'mallory' }));
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await inside.send(new iam.AttachUserPolicyCommand({ UserName: 'mallory', PolicyArn }));
  const { AccessKey } = await inside.send(new iam.CreateAccessKeyCommand({ UserName: 'mallory' }));
  mallory = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
});
afterAll(() => cloud.stop());

const accounts = (credentials?: Keys): api.AccountClient =>
  new api.AccountClient({ ...cloud.clientConfig(credentials), maxAttempts: 1 });
const denied = { name: 'AccessDeniedException' };
const RegionName = 'eu-south-1';
const who = (credentials: Keys, region = RegionName): Promise<unknown> =>
  new STSClient({ ...cloud.clientConfig(credentials), region, maxAttempts: 1 }).send(new GetCallerIdentityCommand({}));

async function bind(target: string, Statement: object): Promise<void> {
  const Content = JSON.stringify({ Version: '2012-10-17', Statement });
  const Name = `p${target}${Content.length}`;
  const input = { Name, Description: '', Type: 'SERVICE_CONTROL_POLICY', Content } as const;
  const { Policy } = await organization.client.send(new org.CreatePolicyCommand(input));
  const PolicyId = Policy?.PolicySummary?.Id;
  await organization.client.send(new org.AttachPolicyCommand({ PolicyId, TargetId: target }));
}

test('no call names another account, and whether it exists is not told', async () => {
  const client = accounts(mallory);
  const contact = { Name: 'a', Title: 'a', EmailAddress: 'a@example.com', PhoneNumber: '1' };
  const AlternateContactType = 'SECURITY';
  const said = new Set<string>();
  for (const AccountId of [victim, own, cloud.accountId, '999999999999']) {
    for (const command of [
      new api.GetContactInformationCommand({ AccountId }),
      new api.GetAlternateContactCommand({ AccountId, AlternateContactType }),
      new api.PutAlternateContactCommand({ AccountId, AlternateContactType, ...contact }),
      new api.DeleteAlternateContactCommand({ AccountId, AlternateContactType }),
      new api.GetPrimaryEmailCommand({ AccountId }),
      new api.GetPrimaryEmailUpdateStatusCommand({ AccountId }),
      new api.StartPrimaryEmailUpdateCommand({ AccountId, PrimaryEmail: 'mallory@example.com' }),
      new api.AcceptPrimaryEmailUpdateCommand({ AccountId, PrimaryEmail: 'mallory@example.com', Otp: 'AAAAAA' }),
      new api.PutAccountNameCommand({ AccountId, AccountName: 'mine' }),
      new api.EnableRegionCommand({ AccountId, RegionName }),
      new api.ListRegionsCommand({ AccountId }),
      new api.GetAccountInformationCommand({ AccountId }),
      new api.GetGovCloudAccountInformationCommand({ StandardAccountId: AccountId }),
      new api.SendPhoneNumberVerificationCommand({ AccountId }),
    ]) {
      const error = await client.send(command as api.GetPrimaryEmailCommand).catch((thrown: Error) => thrown);
      expect(error).toMatchObject(denied);
      said.add(String((error as Error).message).replace(/account:\w+/, ''));
    }
  }
  expect(said.size).toBe(1);
});

test('a passcode for the address of another root user is guessed five times at most', async () => {
  const client = accounts();
  const PrimaryEmail = 'next@example.com';
  await client.send(new api.StartPrimaryEmailUpdateCommand({ AccountId: victim, PrimaryEmail }));
  const accept = (Otp: string) =>
    client.send(new api.AcceptPrimaryEmailUpdateCommand({ AccountId: victim, PrimaryEmail, Otp }));
  const passcode = await newestPasscode(cloud);
  for (let n = 0; n < 5; n += 1) await expect(accept(`wrong${n}`)).rejects.toThrow();
  await expect(accept(passcode)).rejects.toThrow();
  const { PrimaryEmail: still } = await client.send(new api.GetPrimaryEmailCommand({ AccountId: victim }));
  expect(still).toBe(email);
});

test('messages with passcodes are not a member’s to read', async () => {
  const { host, port } = new URL(cloud.endpoint);
  const request = { method: 'GET', path: '/_lockstead/messages', headers: { host } };
  const reply = await send(Number(port), request, signed(request, { keys: mallory, service: 'lockstead' }));
  expect(reply.status).toBe(403);
  expect(reply.text).not.toContain('passcode');
});

test('a guardrail on account:* binds a member, its root user and a delegated administrator, not the management account', async () => {
  await bind(own, { Effect: 'Deny', Action: 'account:*', Resource: '*' });
  const delegation = { AccountId: own, ServicePrincipal: 'account.amazonaws.com' };
  await organization.client.send(new org.RegisterDelegatedAdministratorCommand(delegation));
  const client = accounts(mallory);
  for (const AccountId of [undefined, own, victim]) {
    await expect(client.send(new api.GetAccountInformationCommand({ AccountId }))).rejects.toMatchObject({
      ...denied,
      message: expect.stringContaining('explicit deny in a service control policy'),
    });
  }
  expect(await accounts().send(new api.GetAccountInformationCommand({ AccountId: own }))).toMatchObject({
    AccountId: own,
  });
  await organization.client.send(new org.DeregisterDelegatedAdministratorCommand(delegation));
});

test('who may not enable a Region cannot use it: by no session, no signature for it and no other account', async () => {
  const session = await new STSClient(cloud.clientConfig(mallory)).send(new GetSessionTokenCommand({}));
  for (const keys of [mallory, keysOf(session.Credentials)]) {
    await expect(who(keys)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    await expect(accounts(keys).send(new api.EnableRegionCommand({ RegionName }))).rejects.toThrow();
  }
  const admin = accounts();
  await admin.send(new api.EnableRegionCommand({ RegionName }));
  await cloud.clock.advance('PT1M');
  expect(await who(cloud.credentials as Keys)).toMatchObject({ Account: cloud.accountId });
  await expect(who(mallory)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
});

test('an open Region is still under the guardrail on Regions', async () => {
  const other = 'me-south-1';
  await accounts().send(new api.EnableRegionCommand({ RegionName: other, AccountId: own }));
  await cloud.clock.advance('PT1M');
  await bind(own, {
    Effect: 'Deny',
    NotAction: ['iam:*', 'account:*'],
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1'] } },
  });
  expect(await who(mallory, other)).toMatchObject({ Account: own });
  const there = new STSClient({ ...cloud.clientConfig(mallory), region: other, maxAttempts: 1 });
  await expect(there.send(new GetSessionTokenCommand({}))).rejects.toThrow(/explicit deny in a service control policy/);
});

test('an account that leaves keeps its contacts to itself', async () => {
  const AlternateContactType = 'OPERATIONS';
  const contact = {
    Name: 'a',
    Title: 'a',
    EmailAddress: 'a@example.com',
    PhoneNumber: '1',
    AlternateContactType,
  } as const;
  const admin = accounts();
  await admin.send(new api.PutAlternateContactCommand({ ...contact, AccountId: victim }));
  await cloud.clock.advance('P5D');
  const AccountId = victim;
  await organization.client.send(new org.RemoveAccountFromOrganizationCommand({ AccountId }));
  await expect(
    admin.send(new api.GetAlternateContactCommand({ AccountId, AlternateContactType })),
  ).rejects.toMatchObject(denied);
  const inside = accounts(await organization.keysIn(victim));
  const { AlternateContact } = await inside.send(new api.GetAlternateContactCommand({ AlternateContactType }));
  expect(AlternateContact).toMatchObject(contact);
});
