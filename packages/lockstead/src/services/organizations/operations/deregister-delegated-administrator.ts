/**
 * DeregisterDelegatedAdministrator.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeregisterDelegatedAdministrator.html
 */
import { ofManagement } from '../access.ts';
import { requireServicePrincipal } from '../delegation/service-principal.ts';
import { notRegistered } from '../errors.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { delegationKey, organizationsState } from '../state.ts';
import { requireMember } from '../tree/find.ts';

export const deregisterDelegatedAdministrator: OrganizationsWrite<'DeregisterDelegatedAdministrator'> = {
  name: 'DeregisterDelegatedAdministrator',
  effect: 'write',

  async handle({ AccountId, ServicePrincipal: service }, context) {
    const { account } = await ofManagement(context.tx, context);
    const state = organizationsState(context.tx, account);
    requireServicePrincipal(service);
    const member = await requireMember(state, AccountId);
    if (!(await state.delegations.delete(delegationKey({ account: member.id, service })))) throw notRegistered();
    return {};
  },
};
