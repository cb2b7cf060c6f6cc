/**
 * ARNs of what an organization has. All belong to its management account.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html#awsorganizations-resources-for-iam-policies
 */
import { partition } from '#kernel/arn';
import type { PolicyType } from '#organization/policy-types';

/** Whose organization it is, and its id. */
export interface OrganizationName {
  readonly account: string;
  readonly id: string;
}

const arn = (account: string, resource: string): string => `arn:${partition}:organizations::${account}:${resource}`;

export const organizationArn = ({ account, id }: OrganizationName): string => arn(account, `organization/${id}`);
export const rootArn = ({ account, id }: OrganizationName, root: string): string => arn(account, `root/${id}/${root}`);
export const unitArn = ({ account, id }: OrganizationName, unit: string): string => arn(account, `ou/${id}/${unit}`);
export const accountArn = ({ account, id }: OrganizationName, member: string): string =>
  arn(account, `account/${id}/${member}`);
export const policyArn = ({ account, id }: OrganizationName, type: PolicyType, policy: string): string =>
  arn(account, `policy/${id}/${type.toLowerCase()}/${policy}`);
export const resourcePolicyArn = ({ account, id }: OrganizationName, policy: string): string =>
  arn(account, `resourcepolicy/${id}/${policy}`);
export const handshakeArn = ({ account, id }: OrganizationName, action: string, handshake: string): string =>
  arn(account, `handshake/${id}/${action.toLowerCase()}/${handshake}`);
/** A policy that AWS keeps, the same in all organizations. */
export const awsPolicyArn = (type: PolicyType, policy: string): string =>
  arn('aws', `policy/${type.toLowerCase()}/${policy}`);
