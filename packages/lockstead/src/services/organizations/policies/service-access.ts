/** Policy types that a service carries out: the service has to be trusted before the type is enabled. */
import { type PolicyType, serviceOfType } from '#organization/policy-types';
import { constraintViolation } from '../errors.ts';
import type { OrganizationsReader } from '../state.ts';

export async function requireServiceAccess(state: OrganizationsReader, type: PolicyType): Promise<void> {
  const service = serviceOfType(type);
  if (service === undefined || (await state.serviceAccess.get(service)) !== undefined) return;
  throw constraintViolation('SERVICE_ACCESS_NOT_ENABLED', `Access of ${service} is not enabled for the organization.`);
}
