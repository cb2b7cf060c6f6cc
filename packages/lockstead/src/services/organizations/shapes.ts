/** Records as the API shows them. */
import type {
  Account,
  CreateAccountStatus,
  Organization,
  OrganizationalUnit,
  Policy,
  PolicySummary,
  ResourcePolicy,
  Root,
} from '@aws-sdk/client-organizations';
import { toDate } from '#kernel/clock';
import type { AwsPolicy } from '#organization/aws-policies';
import { accountArn, awsPolicyArn, organizationArn, policyArn, resourcePolicyArn, rootArn, unitArn } from './arns.ts';
import type {
  CreationRecord,
  MemberRecord,
  OrganizationRecord,
  OrganizationsReader,
  PolicyRecord,
  ResourcePolicyRecord,
  UnitRecord,
} from './state.ts';
import { levelsTo, pathOf } from './tree/levels.ts';

export function organizationShape(organization: OrganizationRecord): Organization {
  const { account, id, email, featureSet } = organization;
  return {
    Id: id,
    Arn: organizationArn(organization),
    FeatureSet: featureSet,
    MasterAccountArn: accountArn(organization, account),
    MasterAccountId: account,
    MasterAccountEmail: email,
    // AWS's page calls the list not to be used: it names service control policies alone, enabled in the root or not.
    AvailablePolicyTypes: featureSet === 'ALL' ? [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }] : [],
  };
}

export function rootShape(organization: OrganizationRecord): Root {
  const { rootId, policyTypes } = organization;
  return {
    Id: rootId,
    Arn: rootArn(organization, rootId),
    Name: 'Root',
    PolicyTypes: policyTypes.map(({ type }) => ({ Type: type, Status: 'ENABLED' })),
  };
}

export async function unitShape(
  state: OrganizationsReader,
  organization: OrganizationRecord,
  { id, name, parent }: UnitRecord,
): Promise<OrganizationalUnit> {
  const levels = [...(await levelsTo(state, organization, parent)), id];
  return { Id: id, Arn: unitArn(organization, id), Name: name, Path: pathOf(organization, levels) };
}

export async function accountShape(
  state: OrganizationsReader,
  organization: OrganizationRecord,
  member: MemberRecord,
): Promise<Account> {
  const levels = [...(await levelsTo(state, organization, member.parent)), member.id];
  return {
    Id: member.id,
    Arn: accountArn(organization, member.id),
    Email: member.email,
    Name: member.name,
    // The older member has no word for an account that is closed for good.
    Status: member.state === 'CLOSED' ? 'SUSPENDED' : member.state,
    State: member.state,
    Paths: [pathOf(organization, levels)],
    JoinedMethod: member.joinedMethod,
    JoinedTimestamp: toDate(member.joinedAt),
  };
}

export function creationShape(creation: CreationRecord): CreateAccountStatus {
  const { id, name, state, requestedAt, completedAt, failureReason, drawn } = creation;
  return {
    Id: id,
    AccountName: name,
    State: state,
    RequestedTimestamp: toDate(requestedAt),
    ...(completedAt === undefined ? {} : { CompletedTimestamp: toDate(completedAt) }),
    ...(state === 'SUCCEEDED' ? { AccountId: drawn.account } : {}),
    ...(failureReason === undefined ? {} : { FailureReason: failureReason }),
  };
}

export function policySummary(organization: OrganizationRecord, policy: PolicyRecord | AwsPolicy): PolicySummary {
  const { id, name, description, type } = policy;
  const isAws = 'isDetachable' in policy;
  return {
    Id: id,
    Arn: isAws ? awsPolicyArn(type, id) : policyArn(organization, type, id),
    Name: name,
    Description: description,
    Type: type,
    AwsManaged: isAws,
  };
}

export function policyShape(organization: OrganizationRecord, policy: PolicyRecord | AwsPolicy): Policy {
  return { PolicySummary: policySummary(organization, policy), Content: policy.content };
}

export function resourcePolicyShape(
  organization: OrganizationRecord,
  { id, content }: ResourcePolicyRecord,
): ResourcePolicy {
  return { ResourcePolicySummary: { Id: id, Arn: resourcePolicyArn(organization, id) }, Content: content };
}
