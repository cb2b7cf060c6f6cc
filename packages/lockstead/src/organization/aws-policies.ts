/**
 * The two policies that AWS keeps: each is attached to everything as soon as its type is enabled.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html and orgs_manage_policies_rcps.html
 */
import type { ControlPolicyType, PolicyType } from './policy-types.ts';

export interface AwsPolicy {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: ControlPolicyType;
  readonly content: string;
  /** Service control policies that allow less can take its place; nothing takes that of the other. */
  readonly isDetachable: boolean;
}

const allow = (more: object): string =>
  JSON.stringify(
    { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more, Action: '*', Resource: '*' }] },
    null,
    2,
  );

export const awsPolicies: readonly AwsPolicy[] = [
  {
    id: 'p-FullAWSAccess',
    name: 'FullAWSAccess',
    description: 'Allows access to every operation',
    type: 'SERVICE_CONTROL_POLICY',
    content: allow({}),
    isDetachable: true,
  },
  {
    id: 'p-RCPFullAWSAccess',
    name: 'RCPFullAWSAccess',
    description: 'Allows access to every resource',
    type: 'RESOURCE_CONTROL_POLICY',
    content: allow({ Principal: '*' }),
    isDetachable: false,
  },
];

export function awsPolicyById(id: string): AwsPolicy | undefined {
  return awsPolicies.find((policy) => policy.id === id);
}

/** What is attached to everything where this type is enabled; undefined for the types that begin with nothing. */
export function awsPolicyOfType(type: PolicyType): AwsPolicy | undefined {
  return awsPolicies.find((policy) => policy.type === type);
}
