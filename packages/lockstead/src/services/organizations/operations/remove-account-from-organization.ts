/**
 * RemoveAccountFromOrganization: it goes on alone, bound by nothing from above.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_RemoveAccountFromOrganization.html
 */
import { ofManagement } from '../access.ts';
import { release } from '../accounts/release.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { organizationsState } from '../state.ts';
import { requireMember } from '../tree/find.ts';

export const removeAccountFromOrganization: OrganizationsWrite<'RemoveAccountFromOrganization'> = {
  name: 'RemoveAccountFromOrganization',
  effect: 'write',

  async handle({ AccountId }, context) {
    const { tx, clock } = context;
    const organization = await ofManagement(tx, context);
    const state = organizationsState(tx, organization.account);
    await release(state, organization, await requireMember(state, AccountId), clock.now());
    return {};
  },
};
