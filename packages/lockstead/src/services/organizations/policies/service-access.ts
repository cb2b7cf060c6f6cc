/**
 * Policy types that a service carries out: the service has to be trusted before the type is enabled.
 * AWS: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_security_hub_getting_started.html
 */
import { constraintViolation } from '../errors.ts';
import type { OrganizationsReader } from '../state.ts';
import type { PolicyType } from './policy-types.ts';

const services: Partial<Readonly<Record<PolicyType, string>>> = {
  SECURITYHUB_POLICY: 'securityhub.amazonaws.com',
  INSPECTOR_POLICY: 'inspector2.amazonaws.com',
};

export async function requireServiceAccess(state: OrganizationsReader, type: PolicyType): Promise<void> {
  const service = services[type];
  if (service === undefined || (await state.serviceAccess.get(service)) !== undefined) return;
  throw constraintViolation('SERVICE_ACCESS_NOT_ENABLED', `Access of ${service} is not enabled for the organization.`);
}

/** The types that need this service. */
export function typesOf(service: string): readonly PolicyType[] {
  return (Object.entries(services) as [PolicyType, string][]).flatMap(([type, one]) => (one === service ? [type] : []));
}
