/**
 * The types of policies that an organization can have, and their quotas.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies.html and orgs_reference_limits.html
 */

import type { PolicyType as SdkPolicyType } from '@aws-sdk/client-organizations';
import { policyQuotas } from '@lockstead/policy';

export type PolicyType = SdkPolicyType;
/** The two that decide about requests. The others set things up in services. */
export type ControlPolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';

export function isControlPolicy(type: PolicyType): type is ControlPolicyType {
  return type === 'SERVICE_CONTROL_POLICY' || type === 'RESOURCE_CONTROL_POLICY';
}

export interface PolicyQuotas {
  /** Characters of a document, white space among them. */
  readonly size: number;
  readonly perOrganization: number;
  /** On one root, OU or account, AWS's own among them. */
  readonly perTarget: number;
  /** What a target has at least while the type is enabled. */
  readonly perTargetMin: number;
}

/** AWS DIFFERS? Its page has no number of attachments for the newer types: they get that of tag policies. */
const others: PolicyQuotas = { size: 10_000, perOrganization: 1_000, perTarget: 10, perTargetMin: 0 };
const quotas: Partial<Readonly<Record<PolicyType, PolicyQuotas>>> = {
  SERVICE_CONTROL_POLICY: {
    size: policyQuotas.serviceControl,
    perOrganization: 10_000,
    perTarget: 5,
    perTargetMin: 1,
  },
  RESOURCE_CONTROL_POLICY: {
    size: policyQuotas.resourceControl,
    perOrganization: 1_000,
    perTarget: 5,
    perTargetMin: 1,
  },
  AISERVICES_OPT_OUT_POLICY: { ...others, size: 2_500, perTarget: 5 },
};

export function quotasOf(type: PolicyType): PolicyQuotas {
  return quotas[type] ?? others;
}
