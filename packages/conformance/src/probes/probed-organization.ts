/** What stands in the organization when an operation of Organizations is probed; in a lone account where it is CreateOrganization. */
import * as org from '@aws-sdk/client-organizations';
import type { Cloud } from 'lockstead';
import type { Known } from './probed-account.ts';

const Content = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}';
const ServicePrincipal = 'config.amazonaws.com';
const delegation = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: '111122223333' },
      Action: 'organizations:List*',
      Resource: '*',
    },
  ],
});
const Type = 'SERVICE_CONTROL_POLICY';

export async function fillOrganization(cloud: Cloud, service: string, operation: string): Promise<Known> {
  if (service !== 'organizations' || operation === 'CreateOrganization') return {};
  const client = new org.OrganizationsClient(cloud.clientConfig());
  await client.send(new org.CreateOrganizationCommand({}));
  // An organization is deleted when it is empty.
  if (operation === 'DeleteOrganization') return {};
  const { Roots } = await client.send(new org.ListRootsCommand({}));
  const RootId = Roots?.[0]?.Id ?? '';
  const unit = async (Name: string): Promise<string> => {
    const input = { Name, ParentId: RootId };
    const { OrganizationalUnit } = await client.send(new org.CreateOrganizationalUnitCommand(input));
    return OrganizationalUnit?.Id ?? '';
  };
  const OrganizationalUnitId = await unit('one');
  const policy = new org.CreatePolicyCommand({ Name: 'one', Description: '', Type, Content });
  const PolicyId = (await client.send(policy)).Policy?.PolicySummary?.Id ?? '';
  const attachment = { PolicyId, TargetId: OrganizationalUnitId };
  if (operation === 'DetachPolicy') await client.send(new org.AttachPolicyCommand(attachment));
  const asked = await client.send(new org.CreateAccountCommand({ AccountName: 'one', Email: 'one@example.com' }));
  if (/^(Describe|Delete)ResourcePolicy$/.test(operation)) {
    await client.send(new org.PutResourcePolicyCommand({ Content: delegation }));
  }
  const isEffective = operation.includes('EffectivePolicy');
  if (isEffective) await attachTagPolicy(client, RootId);
  return {
    AccountId: cloud.accountId,
    ChildId: OrganizationalUnitId,
    Content: operation === 'PutResourcePolicy' ? delegation : Content,
    CreateAccountRequestId: asked.CreateAccountStatus?.Id,
    DestinationParentId: OrganizationalUnitId,
    Email: 'two@example.com',
    Filter: /Handshakes/.test(operation) ? {} : Type,
    OrganizationalUnitId,
    ParentId: RootId,
    PolicyType: isEffective || operation === 'EnablePolicyType' ? 'TAG_POLICY' : Type,
    ResourceId: OrganizationalUnitId,
    RootId,
    ServicePrincipal,
    SourceParentId: RootId,
    Type,
    ...attachment,
    ...(isEffective ? { TargetId: cloud.accountId } : {}),
  };
}

/** So that there is an effective policy to ask for. */
async function attachTagPolicy(client: org.OrganizationsClient, RootId: string): Promise<void> {
  const PolicyType = 'TAG_POLICY';
  await client.send(new org.EnablePolicyTypeCommand({ RootId, PolicyType }));
  const tags = { Name: 'tags', Description: '', Type: PolicyType, Content: '{"tags":{"team":{}}}' } as const;
  const { Policy } = await client.send(new org.CreatePolicyCommand(tags));
  await client.send(new org.AttachPolicyCommand({ PolicyId: Policy?.PolicySummary?.Id, TargetId: RootId }));
}
