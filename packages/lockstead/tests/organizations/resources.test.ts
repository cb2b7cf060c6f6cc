/** What an organization has is visible to what looks across services: by the ARN that its own operations answer. */
import * as org from '@aws-sdk/client-organizations';
import { type Cloud, startLockstead } from 'lockstead';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findResource } from '#admin/find-resource';
import { instant, simulatedClock } from '#kernel/clock';
import type { AccountId, Region } from '#kernel/ids';
import type { Resource } from '#service/resource';
import { accountScope } from '#store/scope';
import { organizationsState } from '../../src/services/organizations/state.ts';
import { openDefinitions } from '../support/definitions.ts';
import { createOrganization, type TestOrganization } from './organization.ts';

let cloud: Cloud;
let organization: TestOrganization;
beforeAll(async () => {
  cloud = await startLockstead({ ephemeral: true });
  organization = await createOrganization(cloud);
});
afterAll(() => cloud.stop());

test('ARNs are those of the operations, and who answers for what can be asked of them', async () => {
  const { client } = organization;
  const unit = await organization.unit('unit');
  const account = await organization.account('one', unit);
  const Content = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}';
  const input = { Name: 'no', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content } as const;
  const { Policy } = await client.send(new org.CreatePolicyCommand(input));
  const arns = [
    (await client.send(new org.DescribeOrganizationalUnitCommand({ OrganizationalUnitId: unit }))).OrganizationalUnit
      ?.Arn,
    (await client.send(new org.DescribeAccountCommand({ AccountId: account }))).Account?.Arn,
    Policy?.PolicySummary?.Arn,
  ];

  // The same records in a store of our own, seen as other rooms see them.
  const { definitions, store } = await openDefinitions(simulatedClock(instant(1.8e12)));
  const management = cloud.accountId as AccountId;
  const organizationId = organization.id;
  await store.transact(async (tx) => {
    const state = organizationsState(tx, management);
    const at = { parent: organization.rootId, tags: [{ Key: 'a', Value: 'b' }] };
    await state.units.insert({ organizationId, id: unit, name: 'unit', ...at });
    const facts = { email: 'one@example.com', state: 'ACTIVE', joinedMethod: 'CREATED', joinedAt: instant(1) } as const;
    await state.members.insert({ organizationId, id: account as AccountId, name: 'one', ...facts, ...at });
    const policy = { name: 'no', description: '', type: 'SERVICE_CONTROL_POLICY', content: Content, tags: [] } as const;
    await state.policies.insert({ organizationId, id: Policy?.PolicySummary?.Id ?? '', ...policy });
  });
  const definition = definitions.find(({ name }) => name === 'organizations');
  const seen: [string, string, string][] = [];
  for (const resource of (definition?.resources ?? []) as readonly Resource<object>[]) {
    const scope = accountScope(management);
    for (const { record } of await store.in(resource.collection, scope).list()) {
      seen.push([resource.cfnType, resource.resourceName(record), resource.arn(record, scope)]);
    }
  }
  expect(seen).toEqual([
    ['AWS::Organizations::OrganizationalUnit', 'unit', arns[0]],
    ['AWS::Organizations::Account', 'one', arns[1]],
    ['AWS::Organizations::Policy', 'no', arns[2]],
  ]);
  const find = findResource({
    definitionOf: (name) => definitions.find((each) => each.name === name),
    reader: store,
    account: management,
    region: 'us-east-1' as Region,
  });
  for (const [cfnType, , arn] of seen) expect(await find(arn)).toMatchObject({ arn, cfnType });
});
