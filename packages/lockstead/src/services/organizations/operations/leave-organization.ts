/**
 * LeaveOrganization: called by a member account about itself. A service control policy can deny it.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_LeaveOrganization.html
 */
import { ofMember } from '../access.ts';
import { release } from '../accounts/release.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { organizationsState } from '../state.ts';
import { requireMember } from '../tree/find.ts';

export const leaveOrganization: OrganizationsWrite<'LeaveOrganization'> = {
  name: 'LeaveOrganization',
  effect: 'write',

  async handle(_input, context) {
    const { tx, account, clock } = context;
    const organization = await ofMember(tx, context);
    const state = organizationsState(tx, organization.account);
    await release(state, organization, await requireMember(state, account), clock.now());
    return {};
  },
};
