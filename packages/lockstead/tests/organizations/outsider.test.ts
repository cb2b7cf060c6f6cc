/** Somebody of an account that is in no organization, whom a trust policy or a key policy lets in: a resource control policy keeps such callers out, and nobody else. */
import * as iam from '@aws-sdk/client-iam';
import { CreateKeyCommand, EncryptCommand, KMSClient } from '@aws-sdk/client-kms';
import * as org from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keysOf } from '../support/clients.ts';
import type { Keys } from '../support/lockstead.ts';
import { createOrganization, type TestOrganization } from './organization.ts';

let cloud: Cloud;
let organization: TestOrganization;
let member: string;
let other: string;
let outsider: string;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  organization = await createOrganization(cloud);
  const { client, rootId } = organization;
  member = await organization.account('member');
  other = await organization.account('other');
  outsider = await organization.account('outsider');
  await client.send(new org.EnablePolicyTypeCommand({ RootId: rootId, PolicyType: 'RESOURCE_CONTROL_POLICY' }));
  await cloud.clock.advance('P5D');
  await client.send(new org.RemoveAccountFromOrganizationCommand({ AccountId: outsider }));
  const root = new iam.IAMClient({
    ...cloud.clientConfig(),
    credentials: await cloud.as(`arn:aws:iam::${member}:root`),
  });
  const Principal = { AWS: '*' };
  await root.send(
    new iam.CreateRoleCommand({
      RoleName: 'open',
      AssumeRolePolicyDocument: document({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }),
    }),
  );
});
afterAll(() => cloud.stop());

const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });

/** A user with everything allowed. */
async function userIn(account: string, UserName = 'somebody'): Promise<Keys> {
  const root = new iam.IAMClient({
    ...cloud.clientConfig(),
    credentials: await cloud.as(`arn:aws:iam::${account}:root`),
  });
  await root.send(new iam.CreateUserCommand({ UserName }));
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await root.send(new iam.AttachUserPolicyCommand({ UserName, PolicyArn }));
  const { AccessKey } = await root.send(new iam.CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

const assume = async (credentials: Keys, account = member, role = 'open'): Promise<Keys> => {
  const sts = new STSClient({ ...cloud.clientConfig(), credentials });
  const RoleArn = `arn:aws:iam::${account}:role/${role}`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' }));
  return keysOf(Credentials);
};

test('the outsider is kept out, by whatever way it comes; members and the management account are not', async () => {
  const [ofOutsider, ofMember, ofOther] = [await userIn(outsider), await userIn(member), await userIn(other)];
  for (const keys of [ofOutsider, ofMember, ofOther, cloud.credentials]) await assume(keys);
  const Content = document({
    Effect: 'Deny',
    Principal: '*',
    Action: 'sts:AssumeRole',
    Resource: '*',
    Condition: {
      StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organization.id },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    },
  });
  const input = { Name: 'inside', Description: '', Type: 'RESOURCE_CONTROL_POLICY', Content } as const;
  const { Policy } = await organization.client.send(new org.CreatePolicyCommand(input));
  const attachment = { PolicyId: Policy?.PolicySummary?.Id, TargetId: organization.rootId };
  await organization.client.send(new org.AttachPolicyCommand(attachment));

  const kept = { name: 'AccessDenied', message: expect.stringContaining('explicit deny in a resource control policy') };
  await expect(assume(ofOutsider)).rejects.toMatchObject(kept);
  // Nor by a role of its own account, which says as little about an organization.
  const ownRoot = new iam.IAMClient({ ...cloud.clientConfig(), credentials: ofOutsider });
  const Principal = { AWS: outsider };
  const trust = document({ Effect: 'Allow', Principal, Action: ['sts:AssumeRole', 'sts:TagSession'] });
  await ownRoot.send(new iam.CreateRoleCommand({ RoleName: 'own', AssumeRolePolicyDocument: trust }));
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await ownRoot.send(new iam.AttachRolePolicyCommand({ RoleName: 'own', PolicyArn }));
  const session = await assume(ofOutsider, outsider, 'own');
  await expect(assume(session)).rejects.toMatchObject(kept);
  for (const keys of [ofMember, ofOther, cloud.credentials]) await assume(keys);

  // An organization of its own does not help.
  const its = new org.OrganizationsClient({ ...cloud.clientConfig(), credentials: ofOutsider });
  await its.send(new org.CreateOrganizationCommand({}));
  await expect(assume(ofOutsider)).rejects.toMatchObject(kept);

  await organization.client.send(new org.DetachPolicyCommand(attachment));
  await assume(ofOutsider);
});

test('a key whose policy lets everybody in is closed to the outsider, and open to members and its own account', async () => {
  const [account, name] = [member, 'keys'];
  const credentials = await cloud.as(`arn:aws:iam::${account}:root`);
  const kms = (keys: Keys): KMSClient => new KMSClient({ ...cloud.clientConfig(), credentials: keys, maxAttempts: 1 });
  const everybody = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' };
  const { KeyMetadata } = await kms(credentials).send(new CreateKeyCommand({ Policy: document(everybody) }));
  const encrypt = async (keys: Keys) =>
    await kms(keys).send(new EncryptCommand({ KeyId: KeyMetadata?.Arn, Plaintext: Buffer.from('x') }));
  const users: Record<string, Keys> = {};
  for (const [who, home] of Object.entries({ outsider, member, other })) users[who] = await userIn(home, name);
  for (const keys of Object.values(users)) await encrypt(keys);

  const Condition = { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organization.id } };
  const Content = document({ Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*', Condition });
  const input = { Name: 'keys-inside', Description: '', Type: 'RESOURCE_CONTROL_POLICY', Content } as const;
  const { Policy } = await organization.client.send(new org.CreatePolicyCommand(input));
  const attachment = { PolicyId: Policy?.PolicySummary?.Id, TargetId: account };
  await organization.client.send(new org.AttachPolicyCommand(attachment));
  await expect(encrypt(users['outsider'] as Keys)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('explicit deny in a resource control policy'),
  });
  for (const who of ['member', 'other']) await encrypt(users[who] as Keys);
  await encrypt(credentials);
  await organization.client.send(new org.DetachPolicyCommand(attachment));
  await encrypt(users['outsider'] as Keys);
});
