/** Policies of an organization: made, checked, attached, listed, detached, and what is refused. */
import * as org from '@aws-sdk/client-organizations';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrganization, type TestOrganization } from './organization.ts';

let cloud: Cloud;
let organization: TestOrganization;
let client: org.OrganizationsClient;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  organization = await createOrganization(cloud);
  ({ client } = organization);
});
afterAll(() => cloud.stop());

const scp = 'SERVICE_CONTROL_POLICY';
const rcp = 'RESOURCE_CONTROL_POLICY';
const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const denyAll = { Effect: 'Deny', Action: '*', Resource: '*' };

let names = 0;
async function newPolicy(Content = document(denyAll), Type: org.PolicyType = scp): Promise<string> {
  names += 1;
  const input = { Name: `policy ${names}`, Description: '', Type, Content };
  return (await client.send(new org.CreatePolicyCommand(input))).Policy?.PolicySummary?.Id ?? '';
}
const attach = (PolicyId: string, TargetId: string): Promise<unknown> =>
  client.send(new org.AttachPolicyCommand({ PolicyId, TargetId }));
const detach = (PolicyId: string, TargetId: string): Promise<unknown> =>
  client.send(new org.DetachPolicyCommand({ PolicyId, TargetId }));
async function on(TargetId: string, Filter: org.PolicyType = scp): Promise<readonly (string | undefined)[]> {
  const { Policies = [] } = await client.send(new org.ListPoliciesForTargetCommand({ TargetId, Filter }));
  return Policies.map(({ Id }) => Id).toSorted();
}
async function targetsOf(PolicyId: string): Promise<readonly (string | undefined)[]> {
  const seen: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new org.ListTargetsForPolicyCommand({ PolicyId, NextToken, MaxResults: 2 }));
    seen.push(...(page.Targets ?? []).map(({ TargetId }) => TargetId));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return seen.toSorted();
}

describe('a policy', () => {
  test('is shown as it was made, and changed', async () => {
    const Tags = [{ Key: 'team', Value: 'security' }];
    const Content = ` ${document(denyAll)}`;
    const input = { Name: 'deny', Description: 'all of it', Type: scp, Content, Tags } as const;
    const { Policy } = await client.send(new org.CreatePolicyCommand(input));
    const PolicyId = Policy?.PolicySummary?.Id ?? '';
    expect(Policy).toEqual({
      PolicySummary: {
        Id: expect.stringMatching(/^p-[0-9a-z]{8}$/),
        Arn: `arn:aws:organizations::${cloud.accountId}:policy/${organization.id}/service_control_policy/${PolicyId}`,
        Name: 'deny',
        Description: 'all of it',
        Type: scp,
        AwsManaged: false,
      },
      Content,
    });
    expect(await client.send(new org.DescribePolicyCommand({ PolicyId }))).toMatchObject({ Policy });
    expect(await client.send(new org.ListTagsForResourceCommand({ ResourceId: PolicyId }))).toMatchObject({ Tags });
    const duplicate = { name: 'DuplicatePolicyException' };
    await expect(client.send(new org.CreatePolicyCommand(input))).rejects.toMatchObject(duplicate);
    await expect(client.send(new org.UpdatePolicyCommand({ PolicyId, Name: 'FullAWSAccess' }))).rejects.toMatchObject(
      duplicate,
    );
    const changed = await client.send(new org.UpdatePolicyCommand({ PolicyId, Name: 'other' }));
    expect(changed.Policy).toMatchObject({ PolicySummary: { Name: 'other', Description: 'all of it' }, Content });
    // The same name may be that of a policy of another type.
    await client.send(new org.CreatePolicyCommand({ ...input, Name: 'other', Type: 'TAG_POLICY', Content: '{}' }));
    await client.send(new org.DeletePolicyCommand({ PolicyId }));
    await expect(client.send(new org.DescribePolicyCommand({ PolicyId }))).rejects.toMatchObject({
      name: 'PolicyNotFoundException',
    });
  });

  test('of AWS is listed with the others and cannot be changed', async () => {
    const Id = 'p-FullAWSAccess';
    const { Policies = [] } = await client.send(new org.ListPoliciesCommand({ Filter: scp }));
    expect(Policies[0]).toEqual({
      Id,
      Arn: `arn:aws:organizations::aws:policy/service_control_policy/${Id}`,
      Name: 'FullAWSAccess',
      Description: 'Allows access to every operation',
      Type: scp,
      AwsManaged: true,
    });
    const immutable = { name: 'InvalidInputException', Reason: 'IMMUTABLE_POLICY' };
    await expect(client.send(new org.DeletePolicyCommand({ PolicyId: Id }))).rejects.toMatchObject(immutable);
    await expect(
      client.send(new org.UpdatePolicyCommand({ PolicyId: Id, Content: document(denyAll) })),
    ).rejects.toMatchObject(immutable);
    const tag = new org.TagResourceCommand({ ResourceId: Id, Tags: [{ Key: 'a', Value: 'b' }] });
    await expect(client.send(tag)).rejects.toMatchObject({ name: 'TargetNotFoundException' });
  });

  test.each<[what: string, type: org.PolicyType, content: string]>([
    ['no JSON', scp, 'Deny'],
    ['no version', scp, JSON.stringify({ Statement: [denyAll] })],
    ['two objects', scp, `${document(denyAll)}${document(denyAll)}`],
    ['a principal in a service control policy', scp, document({ ...denyAll, Principal: '*' })],
    ['an unknown element', scp, document({ ...denyAll, Actions: '*' })],
    ['an unknown operator', scp, document({ ...denyAll, Condition: { Equals: { 'aws:SourceIp': '*' } } })],
    [
      'an allow in a resource control policy',
      rcp,
      document({ ...denyAll, Effect: 'Allow', Principal: '*', Action: 's3:*' }),
    ],
    ['an allow of all in a resource control policy', rcp, document({ ...denyAll, Effect: 'Allow', Principal: '*' })],
    ['all actions in a resource control policy', rcp, document({ ...denyAll, Principal: '*' })],
    [
      'a service that does not honour resource control policies',
      rcp,
      document({ ...denyAll, Principal: '*', Action: 'iam:*' }),
    ],
    ['no principal in a resource control policy', rcp, document({ ...denyAll, Action: 's3:*' })],
    [
      'one principal in a resource control policy',
      rcp,
      document({ ...denyAll, Principal: { AWS: '111122223333' }, Action: 's3:*' }),
    ],
    ['a list', 'TAG_POLICY', '[]'],
    ['an operator that does not exist', 'TAG_POLICY', '{"tags":{"a":{"tag_key":{"@@set":"a"}}}}'],
    ['an operator without a value', 'BACKUP_POLICY', '{"plans":{"@@assign":{}}}'],
    ['a control that does not exist', 'BACKUP_POLICY', '{"plans":{"@@operators_allowed_for_child_policies":["all"]}}'],
    ['a document without end', 'BACKUP_POLICY', `${'{"a":'.repeat(1500)}1${'}'.repeat(1500)}`],
  ])('with %s is malformed', async (_, type, content) => {
    await expect(newPolicy(content, type)).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message: 'The provided policy document does not meet the requirements of the specified policy type.',
    });
  });

  test.each<[org.PolicyType, number]>([
    [scp, 10_240],
    [rcp, 5_120],
    ['TAG_POLICY', 10_000],
    ['AISERVICES_OPT_OUT_POLICY', 2_500],
  ])('of type %s has %i characters at most, white space among them', async (type, max) => {
    const least =
      type === scp ? document(denyAll) : type === rcp ? document({ ...denyAll, Principal: '*', Action: 's3:*' }) : '{}';
    const id = await newPolicy(least.padEnd(max), type);
    const tooLong = { name: 'ConstraintViolationException', Reason: 'POLICY_CONTENT_LIMIT_EXCEEDED' };
    await expect(newPolicy(least.padEnd(max + 1), type)).rejects.toMatchObject(tooLong);
    await expect(
      client.send(new org.UpdatePolicyCommand({ PolicyId: id, Content: least.padEnd(max + 1) })),
    ).rejects.toMatchObject(tooLong);
  });
});

describe('attachments', () => {
  test('begin with FullAWSAccess on everything, which can be replaced and not left out', async () => {
    const { unit, account, rootId } = organization;
    const ou = await unit('attached');
    const id = await account('attached', ou);
    const full = 'p-FullAWSAccess';
    for (const target of [rootId, ou, id]) expect(await on(target)).toEqual([full]);
    const last = {
      name: 'ConstraintViolationException',
      Reason: 'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
      message: expect.stringContaining('You cannot remove the last policy attached'),
    };
    await expect(detach(full, ou)).rejects.toMatchObject(last);
    const own = await newPolicy();
    await attach(own, ou);
    expect(await on(ou)).toEqual([full, own].toSorted());
    expect(await targetsOf(own)).toEqual([ou]);
    await expect(attach(own, ou)).rejects.toMatchObject({ name: 'DuplicatePolicyAttachmentException' });
    await expect(attach(full, ou)).rejects.toMatchObject({ name: 'DuplicatePolicyAttachmentException' });
    await expect(client.send(new org.DeletePolicyCommand({ PolicyId: own }))).rejects.toMatchObject({
      name: 'PolicyInUseException',
    });
    expect(await targetsOf(full)).toContain(ou);
    await detach(full, ou);
    expect(await on(ou)).toEqual([own]);
    expect(await targetsOf(full)).not.toContain(ou);
    expect(await targetsOf(full)).toEqual(expect.arrayContaining([rootId, id]));
    await expect(detach(full, ou)).rejects.toMatchObject({ name: 'PolicyNotAttachedException' });
    await expect(detach(own, ou)).rejects.toMatchObject(last);
    await attach(full, ou);
    await detach(own, ou);
    expect(await on(ou)).toEqual([full]);
    await expect(detach(own, ou)).rejects.toMatchObject({ name: 'PolicyNotAttachedException' });
    await expect(attach(own, '000000000000')).rejects.toMatchObject({ name: 'TargetNotFoundException' });
    await expect(attach('p-00000000', ou)).rejects.toMatchObject({ name: 'PolicyNotFoundException' });
  });

  test('are five at most on one target', async () => {
    const ou = await organization.unit('crowded');
    for (let i = 0; i < 4; i++) await attach(await newPolicy(), ou);
    await expect(attach(await newPolicy(), ou)).rejects.toMatchObject({
      name: 'ConstraintViolationException',
      Reason: 'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
      message: 'You have attached the maximum number of policies to the specified target.',
    });
  });

  test('of an OU go with it, so that its policies can be deleted', async () => {
    const OrganizationalUnitId = await organization.unit('going');
    const own = await newPolicy();
    await attach(own, OrganizationalUnitId);
    await client.send(new org.DeleteOrganizationalUnitCommand({ OrganizationalUnitId }));
    expect(await targetsOf(own)).toEqual([]);
    await client.send(new org.DeletePolicyCommand({ PolicyId: own }));
  });
});

describe('a policy type', () => {
  const PolicyType = rcp;
  test('is enabled in the root, and gone with its attachments when it is disabled', async () => {
    const { rootId: RootId, unit } = organization;
    const ou = await unit('with resource control');
    const own = await newPolicy(document({ ...denyAll, Principal: '*', Action: 's3:*' }), PolicyType);
    const off = { name: 'PolicyTypeNotEnabledException' };
    await expect(attach(own, ou)).rejects.toMatchObject(off);
    await expect(client.send(new org.DisablePolicyTypeCommand({ RootId, PolicyType }))).rejects.toMatchObject(off);
    await expect(client.send(new org.EnablePolicyTypeCommand({ RootId: 'r-0000', PolicyType }))).rejects.toMatchObject({
      name: 'RootNotFoundException',
    });
    const { Root } = await client.send(new org.EnablePolicyTypeCommand({ RootId, PolicyType }));
    expect(Root).toEqual({
      Id: RootId,
      Arn: `arn:aws:organizations::${cloud.accountId}:root/${organization.id}/${RootId}`,
      Name: 'Root',
      PolicyTypes: [
        { Type: scp, Status: 'ENABLED' },
        { Type: PolicyType, Status: 'ENABLED' },
      ],
    });
    await expect(client.send(new org.EnablePolicyTypeCommand({ RootId, PolicyType }))).rejects.toMatchObject({
      name: 'PolicyTypeAlreadyEnabledException',
    });
    await attach(own, ou);
    expect(await on(ou, PolicyType)).toEqual(['p-RCPFullAWSAccess', own].toSorted());
    await expect(detach('p-RCPFullAWSAccess', ou)).rejects.toMatchObject({ Reason: 'NON_DETACHABLE_POLICY' });

    await client.send(new org.DisablePolicyTypeCommand({ RootId, PolicyType }));
    expect(await on(ou, PolicyType)).toEqual([]);
    expect(await targetsOf(own)).toEqual([]);
    await client.send(new org.EnablePolicyTypeCommand({ RootId, PolicyType }));
    expect(await on(ou, PolicyType)).toEqual(['p-RCPFullAWSAccess']);
    await client.send(new org.DeletePolicyCommand({ PolicyId: own }));
  });

  test('is not for an organization of consolidated billing alone', async () => {
    await using other = await startLockstead({ ephemeral: true });
    const { client: admin, rootId: RootId } = await createOrganization(other, 'CONSOLIDATED_BILLING');
    const refused = { name: 'PolicyTypeNotAvailableForOrganizationException' };
    await expect(admin.send(new org.EnablePolicyTypeCommand({ RootId, PolicyType: scp }))).rejects.toMatchObject(
      refused,
    );
    const input = { Name: 'a', Description: '', Type: scp, Content: document(denyAll) } as const;
    await expect(admin.send(new org.CreatePolicyCommand(input))).rejects.toMatchObject(refused);
  });
});
