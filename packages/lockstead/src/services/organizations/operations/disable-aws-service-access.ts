/**
 * DisableAWSServiceAccess. Delegated administrators of the service stay registered, as in AWS.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisableAWSServiceAccess.html
 */

import { typesOfService } from '#organization/policy-types';
import { ofManagement } from '../access.ts';
import { requireServicePrincipal } from '../delegation/service-principal.ts';
import { constraintViolation } from '../errors.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { generationOf } from '../policies/attachments.ts';
import { organizationsState } from '../state.ts';

export const disableAWSServiceAccess: OrganizationsWrite<'DisableAWSServiceAccess'> = {
  name: 'DisableAWSServiceAccess',
  effect: 'write',

  async handle({ ServicePrincipal: service }, context) {
    const organization = await ofManagement(context.tx, context);
    requireServicePrincipal(service);
    if (typesOfService(service).some((type) => generationOf(organization, type) !== undefined)) {
      throw constraintViolation(
        'POLICY_TYPE_ENABLED_FOR_THIS_SERVICE',
        'Disable the policy type of the service first.',
      );
    }
    await organizationsState(context.tx, organization.account).serviceAccess.delete(service);
    return {};
  },
};
