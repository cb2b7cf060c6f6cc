/**
 * What member accounts may do of what is the management account's: delegated administrators of a service may look, and the organization's resource
 * policy lets accounts manage policies.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 */
import type { AccountId } from '#kernel/ids';
import type { Reader } from '#store/port';
import { type OrganizationRecord, organizationsState, type ResourcePolicyRecord } from '../state.ts';

export interface Delegation {
  /** Of any service. */
  readonly isAdministrator: boolean;
  readonly policy?: ResourcePolicyRecord;
}

export async function delegationOf(
  reader: Reader,
  organization: OrganizationRecord,
  account: AccountId,
): Promise<Delegation> {
  const state = organizationsState(reader, organization.account);
  const policy = await state.resourcePolicies.get('policy');
  const isAdministrator = (await state.delegations.count({ index: 'account', key: account })) > 0;
  return policy === undefined ? { isAdministrator } : { isAdministrator, policy };
}

/** What delegated administrators may call, and what the resource policy can allow: all that only looks at the organization. */
export const delegableReads: ReadonlySet<string> = new Set([
  'DescribeAccount',
  'DescribeCreateAccountStatus',
  'DescribeEffectivePolicy',
  'DescribeOrganizationalUnit',
  'DescribePolicy',
  'DescribeResourcePolicy',
  'ListAWSServiceAccessForOrganization',
  'ListAccounts',
  'ListAccountsForParent',
  'ListAccountsWithInvalidEffectivePolicy',
  'ListChildren',
  'ListCreateAccountStatus',
  'ListDelegatedAdministrators',
  'ListDelegatedServicesForAccount',
  'ListEffectivePolicyValidationErrors',
  'ListHandshakesForOrganization',
  'ListOrganizationalUnitsForParent',
  'ListParents',
  'ListPolicies',
  'ListPoliciesForTarget',
  'ListRoots',
  'ListTagsForResource',
  'ListTargetsForPolicy',
]);

/** What the resource policy alone can allow. */
export const delegableWrites: ReadonlySet<string> = new Set([
  'AttachPolicy',
  'CreatePolicy',
  'DeletePolicy',
  'DetachPolicy',
  'DisablePolicyType',
  'EnablePolicyType',
  'TagResource',
  'UntagResource',
  'UpdatePolicy',
]);
