/**
 * RegisterDelegatedAdministrator: a member account administers a service for the organization, and may look at the organization.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
 */
import { ofManagement } from '../access.ts';
import { requireServicePrincipal } from '../delegation/service-principal.ts';
import { alreadyRegistered, constraintViolation } from '../errors.ts';
import { organizationsLimits } from '../limits.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { type DelegationRecord, delegationKey, organizationsState } from '../state.ts';
import { requireMember } from '../tree/find.ts';

export const registerDelegatedAdministrator: OrganizationsWrite<'RegisterDelegatedAdministrator'> = {
  name: 'RegisterDelegatedAdministrator',
  effect: 'write',

  async handle({ AccountId, ServicePrincipal: service }, context) {
    const { tx, clock } = context;
    const organization = await ofManagement(tx, context);
    const state = organizationsState(tx, organization.account);
    requireServicePrincipal(service);
    const member = await requireMember(state, AccountId);
    if (member.id === organization.account) {
      throw constraintViolation(
        'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR',
        'The management account cannot be a delegated administrator.',
      );
    }
    if (member.state !== 'ACTIVE') {
      throw constraintViolation(
        'CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR',
        'An account that is closed cannot be a delegated administrator.',
      );
    }
    if ((await state.serviceAccess.get(service)) === undefined) {
      throw constraintViolation(
        'SERVICE_ACCESS_NOT_ENABLED',
        `Access of ${service} is not enabled for the organization.`,
      );
    }
    const delegation: DelegationRecord = { account: member.id, service, enabledAt: clock.now() };
    if ((await state.delegations.get(delegationKey(delegation))) !== undefined) throw alreadyRegistered();
    const most = organizationsLimits.DelegatedAdministratorsPerService;
    if ((await state.delegations.count({ index: 'service', key: service })) >= most) {
      throw constraintViolation(
        'MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED',
        `A service has at most ${most} delegated administrators.`,
      );
    }
    await state.delegations.insert(delegation);
    return {};
  },
};
