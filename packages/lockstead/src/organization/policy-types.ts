/**
 * The types of policies that an organization can have, and their quotas.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies.html and orgs_reference_limits.html
 */

import type { PolicyType as SdkPolicyType } from '@aws-sdk/client-organizations';
import { policyQuotas } from '@lockstead/policy';

export type PolicyType = SdkPolicyType;

/** All that AWS has, control policies first. A type that the SDK knows and this does not, does not compile. */
const types: Readonly<Record<PolicyType, true>> = {
  SERVICE_CONTROL_POLICY: true,
  RESOURCE_CONTROL_POLICY: true,
  TAG_POLICY: true,
  BACKUP_POLICY: true,
  AISERVICES_OPT_OUT_POLICY: true,
  CHATBOT_POLICY: true,
  DECLARATIVE_POLICY_EC2: true,
  SECURITYHUB_POLICY: true,
  SECURITYHUB_CSPM_POLICY: true,
  INSPECTOR_POLICY: true,
  UPGRADE_ROLLOUT_POLICY: true,
  BEDROCK_POLICY: true,
  S3_POLICY: true,
  NETWORK_SECURITY_DIRECTOR_POLICY: true,
  GUARDDUTY_POLICY: true,
};
export const policyTypes: readonly PolicyType[] = Object.keys(types) as PolicyType[];

export function isPolicyType(text: string): text is PolicyType {
  return Object.hasOwn(types, text);
}

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

const services: Partial<Readonly<Record<PolicyType, string>>> = {
  SECURITYHUB_POLICY: 'securityhub.amazonaws.com',
  INSPECTOR_POLICY: 'inspector2.amazonaws.com',
};

/**
 * The service that carries a type out, where the organization has to trust it before the type is enabled.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_security_hub_getting_started.html
 */
export function serviceOfType(type: PolicyType): string | undefined {
  return services[type];
}

/** The types that need this service. */
export function typesOfService(service: string): readonly PolicyType[] {
  return policyTypes.filter((type) => services[type] === service);
}
