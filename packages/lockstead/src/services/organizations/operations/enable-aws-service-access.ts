/**
 * EnableAWSServiceAccess: a service may work in the whole organization.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAWSServiceAccess.html
 */
import { ofManagement } from '../access.ts';
import { requireServicePrincipal, unrecognizedService } from '../delegation/service-principal.ts';
import { constraintViolation } from '../errors.ts';
import { organizationsLimits } from '../limits.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { organizationsState } from '../state.ts';

export const enableAWSServiceAccess: OrganizationsWrite<'EnableAWSServiceAccess'> = {
  name: 'EnableAWSServiceAccess',
  effect: 'write',

  async handle({ ServicePrincipal: service }, context) {
    const { tx, clock } = context;
    const organization = await ofManagement(tx, context);
    if (organization.featureSet !== 'ALL') {
      throw constraintViolation(
        'ORGANIZATION_NOT_IN_ALL_FEATURES_MODE',
        'The organization does not have all features.',
      );
    }
    requireServicePrincipal(service);
    const { serviceAccess } = organizationsState(tx, organization.account);
    if ((await serviceAccess.get(service)) !== undefined) return {};
    if ((await serviceAccess.count()) >= organizationsLimits.TrustedServices) throw unrecognizedService();
    await serviceAccess.insert({ service, enabledAt: clock.now() });
    return {};
  },
};
