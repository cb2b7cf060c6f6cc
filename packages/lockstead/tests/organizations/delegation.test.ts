/** What member accounts may do of the management account's: delegated administrators, the resource policy; and how accounts leave. */
import * as iam from '@aws-sdk/client-iam';
import * as org from '@aws-sdk/client-organizations';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrganization, organizationsClient, type TestOrganization } from './organization.ts';

let cloud: Cloud;
let organization: TestOrganization;
let client: org.OrganizationsClient;
/** A member account, and its administrator. */
let id: string;
let member: org.OrganizationsClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  organization = await createOrganization(cloud);
  ({ client } = organization);
  id = await organization.account('delegate');
  member = organizationsClient(cloud, await organization.keysIn(id));
});
afterAll(() => cloud.stop());

const ServicePrincipal = 'config.amazonaws.com';
const refused = { name: 'AccessDeniedException' };
const enable = (service: string): Promise<unknown> =>
  client.send(new org.EnableAWSServiceAccessCommand({ ServicePrincipal: service }));
const register = (AccountId: string, service = ServicePrincipal): Promise<unknown> =>
  client.send(new org.RegisterDelegatedAdministratorCommand({ AccountId, ServicePrincipal: service }));
const deregister = (AccountId: string, service = ServicePrincipal): Promise<unknown> =>
  client.send(new org.DeregisterDelegatedAdministratorCommand({ AccountId, ServicePrincipal: service }));

describe('trusted access', () => {
  test('is enabled once, listed, and disabled', async () => {
    await enable('a.amazonaws.com');
    await enable('a.amazonaws.com');
    const list = async (): Promise<unknown> =>
      (await client.send(new org.ListAWSServiceAccessForOrganizationCommand({}))).EnabledServicePrincipals;
    expect(await list()).toEqual([{ ServicePrincipal: 'a.amazonaws.com', DateEnabled: expect.any(Date) }]);
    await client.send(new org.DisableAWSServiceAccessCommand({ ServicePrincipal: 'a.amazonaws.com' }));
    expect(await list()).toEqual([]);
    await expect(enable('example.com')).rejects.toMatchObject({
      name: 'InvalidInputException',
      Reason: 'UNRECOGNIZED_SERVICE_PRINCIPAL',
    });
  });

  test('comes before the policy type of a service, and goes after it', async () => {
    const service = 'securityhub.amazonaws.com';
    const type = { RootId: organization.rootId, PolicyType: 'SECURITYHUB_POLICY' } as const;
    await expect(client.send(new org.EnablePolicyTypeCommand(type))).rejects.toMatchObject({
      Reason: 'SERVICE_ACCESS_NOT_ENABLED',
    });
    await enable(service);
    await client.send(new org.EnablePolicyTypeCommand(type));
    const disable = (): Promise<unknown> =>
      client.send(new org.DisableAWSServiceAccessCommand({ ServicePrincipal: service }));
    await expect(disable()).rejects.toMatchObject({ Reason: 'POLICY_TYPE_ENABLED_FOR_THIS_SERVICE' });
    await client.send(new org.DisablePolicyTypeCommand(type));
    await disable();
  });

  test('is not for an organization of consolidated billing alone', async () => {
    await using other = await startLockstead({ ephemeral: true });
    const { client: admin } = await createOrganization(other, 'CONSOLIDATED_BILLING');
    await expect(admin.send(new org.EnableAWSServiceAccessCommand({ ServicePrincipal }))).rejects.toMatchObject({
      Reason: 'ORGANIZATION_NOT_IN_ALL_FEATURES_MODE',
    });
  });
});

describe('a delegated administrator', () => {
  test('looks at the organization, and changes nothing', async () => {
    await expect(register(id)).rejects.toMatchObject({ Reason: 'SERVICE_ACCESS_NOT_ENABLED' });
    await enable(ServicePrincipal);
    await expect(register(cloud.accountId)).rejects.toMatchObject({
      Reason: 'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR',
    });
    await expect(register('000000000000')).rejects.toMatchObject({ name: 'AccountNotFoundException' });
    await expect(member.send(new org.ListAccountsCommand({}))).rejects.toMatchObject(refused);
    await register(id);
    await expect(register(id)).rejects.toMatchObject({ name: 'AccountAlreadyRegisteredException' });

    const { Accounts } = await member.send(new org.ListAccountsCommand({}));
    expect(Accounts).toHaveLength(2);
    const { DelegatedAdministrators } = await member.send(new org.ListDelegatedAdministratorsCommand({}));
    expect(DelegatedAdministrators).toMatchObject([{ Id: id, DelegationEnabledDate: expect.any(Date) }]);
    const services = new org.ListDelegatedServicesForAccountCommand({ AccountId: id });
    expect((await member.send(services)).DelegatedServices).toMatchObject([{ ServicePrincipal }]);
    for (const call of [
      member.send(new org.CreateOrganizationalUnitCommand({ Name: 'x', ParentId: organization.rootId })),
      member.send(new org.CreateAccountCommand({ AccountName: 'x', Email: 'x@example.com' })),
      member.send(new org.AttachPolicyCommand({ PolicyId: 'p-FullAWSAccess', TargetId: organization.rootId })),
      member.send(new org.RegisterDelegatedAdministratorCommand({ AccountId: id, ServicePrincipal })),
      member.send(new org.EnableAWSServiceAccessCommand({ ServicePrincipal })),
      member.send(new org.PutResourcePolicyCommand({ Content: '{}' })),
      member.send(new org.TagResourceCommand({ ResourceId: id, Tags: [{ Key: 'a', Value: 'b' }] })),
    ]) {
      await expect(call).rejects.toMatchObject(refused);
    }
    await deregister(id);
    await expect(deregister(id)).rejects.toMatchObject({ name: 'AccountNotRegisteredException' });
    await expect(client.send(services)).rejects.toMatchObject({ name: 'AccountNotRegisteredException' });
    await expect(member.send(new org.ListAccountsCommand({}))).rejects.toMatchObject(refused);
  });

  test('still needs its own policies to allow the call', async () => {
    await enable(ServicePrincipal);
    await register(id);
    const admin = new iam.IAMClient({ ...cloud.clientConfig(), credentials: await organization.keysIn(id) });
    await admin.send(new iam.CreateUserCommand({ UserName: 'nobody' }));
    const { AccessKey } = await admin.send(new iam.CreateAccessKeyCommand({ UserName: 'nobody' }));
    const nobody = organizationsClient(cloud, {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    });
    await expect(nobody.send(new org.ListAccountsCommand({}))).rejects.toMatchObject(refused);
    await deregister(id);
  });

  test('is one of five of a service at most', async () => {
    const service = 'guardduty.amazonaws.com';
    await enable(service);
    for (let i = 0; i < 5; i++) await register(await organization.account(`guard${i}`), service);
    await expect(register(id, service)).rejects.toMatchObject({
      Reason: 'MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED',
    });
  });
});

describe('the resource policy', () => {
  const statement = { Effect: 'Allow', Action: ['organizations:CreatePolicy', 'organizations:List*'], Resource: '*' };
  const put = (Content: string, Tags?: org.Tag[]): Promise<org.PutResourcePolicyCommandOutput> =>
    client.send(new org.PutResourcePolicyCommand({ Content, Tags }));

  test('lets a member do what it names, and nothing else', async () => {
    const content = document({ ...statement, Principal: { AWS: id } });
    const Tags = [{ Key: 'a', Value: 'b' }];
    const { ResourcePolicy } = await put(content, Tags);
    const policyId = ResourcePolicy?.ResourcePolicySummary?.Id ?? '';
    expect(ResourcePolicy).toEqual({
      ResourcePolicySummary: {
        Id: expect.stringMatching(/^rp-[0-9a-z]{8}$/),
        Arn: `arn:aws:organizations::${cloud.accountId}:resourcepolicy/${organization.id}/${policyId}`,
      },
      Content: content,
    });
    await expect(put(content, Tags)).rejects.toMatchObject({ Reason: 'TARGET_NOT_SUPPORTED' });
    expect(await client.send(new org.ListTagsForResourceCommand({ ResourceId: policyId }))).toMatchObject({ Tags });
    expect((await client.send(new org.DescribeResourcePolicyCommand({}))).ResourcePolicy).toEqual(ResourcePolicy);

    expect((await member.send(new org.ListAccountsCommand({}))).Accounts?.length).toBeGreaterThan(1);
    const input = {
      Name: 'theirs',
      Description: '',
      Content: document({ Effect: 'Deny', Action: '*', Resource: '*' }),
    };
    const { Policy } = await member.send(new org.CreatePolicyCommand({ ...input, Type: 'SERVICE_CONTROL_POLICY' }));
    const PolicyId = Policy?.PolicySummary?.Id ?? '';
    const attach = new org.AttachPolicyCommand({ PolicyId, TargetId: id });
    await expect(member.send(attach)).rejects.toMatchObject(refused);
    await expect(member.send(new org.DeletePolicyCommand({ PolicyId }))).rejects.toMatchObject(refused);
    // What no resource policy can allow stays the management account's.
    await expect(member.send(new org.DeleteResourcePolicyCommand({}))).rejects.toMatchObject(refused);
    // Another member is not named.
    const stranger = organizationsClient(cloud, await organization.keysIn(await organization.account('stranger')));
    await expect(stranger.send(new org.ListAccountsCommand({}))).rejects.toMatchObject(refused);

    await put(
      document({ ...statement, Principal: { AWS: id } }, { ...statement, Effect: 'Deny', Principal: { AWS: id } }),
    );
    await expect(member.send(new org.ListAccountsCommand({}))).rejects.toMatchObject(refused);
    await client.send(new org.DeleteResourcePolicyCommand({}));
    await expect(client.send(new org.DescribeResourcePolicyCommand({}))).rejects.toMatchObject({
      name: 'ResourcePolicyNotFoundException',
    });
    await expect(client.send(new org.DeleteResourcePolicyCommand({}))).rejects.toMatchObject({
      name: 'ResourcePolicyNotFoundException',
    });
    await expect(member.send(new org.ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY' }))).rejects.toMatchObject(
      refused,
    );
  });

  test.each<[what: string, content: string, reason: string]>([
    ['no JSON', 'Allow', 'INVALID_RESOURCE_POLICY_JSON'],
    ['everybody', document({ ...statement, Principal: '*' }), 'INVALID_PRINCIPAL'],
    ['a service', document({ ...statement, Principal: { Service: 'a.amazonaws.com' } }), 'INVALID_PRINCIPAL'],
    [
      'all actions',
      document({ ...statement, Action: '*', Principal: { AWS: '111122223333' } }),
      'UNSUPPORTED_ACTION_IN_RESOURCE_POLICY',
    ],
    [
      'an action that is not delegated',
      document({ ...statement, Action: 'organizations:CreateAccount', Principal: { AWS: '111122223333' } }),
      'UNSUPPORTED_ACTION_IN_RESOURCE_POLICY',
    ],
  ])('with %s is refused', async (_, content, Reason) => {
    await expect(put(content)).rejects.toMatchObject({ name: 'InvalidInputException', Reason });
  });

  test('has 40,000 characters at most', async () => {
    await expect(put(document({ ...statement, Principal: { AWS: id } }).padEnd(40_001))).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });
});

describe('an account', () => {
  test('leaves by itself or is removed, when it is old enough, and is bound by nothing any more', async () => {
    await using own = await startLockstead({ ephemeral: true });
    const { client: admin, account, keysIn, rootId, id: organizationId } = await createOrganization(own);
    const [leaving, removed] = [await account('leaving'), await account('removed')];
    const Content = document({ Effect: 'Deny', Action: 'iam:ListUsers', Resource: '*' });
    const input = { Name: 'no', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content } as const;
    const { Policy } = await admin.send(new org.CreatePolicyCommand(input));
    await admin.send(new org.AttachPolicyCommand({ PolicyId: Policy?.PolicySummary?.Id, TargetId: rootId }));
    const remove = (AccountId: string): Promise<unknown> =>
      admin.send(new org.RemoveAccountFromOrganizationCommand({ AccountId }));
    await expect(remove(own.accountId)).rejects.toMatchObject({ name: 'MasterCannotLeaveOrganizationException' });
    await expect(admin.send(new org.LeaveOrganizationCommand({}))).rejects.toMatchObject({
      name: 'MasterCannotLeaveOrganizationException',
    });
    await expect(remove(removed)).rejects.toMatchObject({ Reason: 'WAIT_PERIOD_ACTIVE' });
    await own.clock.advance('P5D');
    await admin.send(new org.EnableAWSServiceAccessCommand({ ServicePrincipal }));
    const delegation = { AccountId: removed, ServicePrincipal };
    await admin.send(new org.RegisterDelegatedAdministratorCommand(delegation));
    await expect(remove(removed)).rejects.toMatchObject({ Reason: 'CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG' });
    await admin.send(new org.DeregisterDelegatedAdministratorCommand(delegation));

    const inside = new iam.IAMClient({ ...own.clientConfig(), credentials: await keysIn(removed) });
    const users = (): Promise<unknown> => inside.send(new iam.ListUsersCommand({}));
    await expect(users()).rejects.toMatchObject({ name: 'AccessDenied' });
    await remove(removed);
    await users();
    await expect(remove(removed)).rejects.toMatchObject({ name: 'AccountNotFoundException' });

    const itself = organizationsClient(own, await keysIn(leaving));
    await itself.send(new org.LeaveOrganizationCommand({}));
    await expect(itself.send(new org.DescribeOrganizationCommand({}))).rejects.toMatchObject({
      name: 'AWSOrganizationsNotInUseException',
    });
    // Alone, it may begin an organization of its own.
    const { Organization } = await itself.send(new org.CreateOrganizationCommand({}));
    expect(Organization).toMatchObject({ MasterAccountId: leaving });
    expect(Organization?.Id).not.toBe(organizationId);
  });
});

function document(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}
