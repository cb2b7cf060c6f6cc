/**
 * DeleteOrganization: what is left is the management account alone, as it was before.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteOrganization.html
 */
import { ofManagement } from '../access.ts';
import { sweepCreationsBefore } from '../accounts/sweep-creations.ts';
import { organizationNotEmpty } from '../errors.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { sweepGeneration } from '../policies/sweep-attachments.ts';
import { organizationsState } from '../state.ts';

export const deleteOrganization: OrganizationsWrite<'DeleteOrganization'> = {
  name: 'DeleteOrganization',
  effect: 'write',

  async handle(_input, context) {
    const { tx, account, clock } = context;
    const now = clock.now();
    const organization = await ofManagement(tx, context);
    const state = organizationsState(tx, account);
    // AWS DIFFERS? Its page asks for an organization without members, and its guide for one without OUs and policies as well.
    if ((await state.members.count()) > 1 || (await state.units.count()) > 0) throw organizationNotEmpty();
    if ((await state.policies.count()) > 0) throw organizationNotEmpty();
    if ((await state.creations.count({ index: 'state', key: 'IN_PROGRESS' })) > 0) throw organizationNotEmpty();
    // What is left of requests and attachments may be much. It is removed some at a time, and a new organization sees nothing of it.
    await sweepCreationsBefore(tx, account, now);
    for (const { generation } of organization.policyTypes) await sweepGeneration(tx, account, generation, now);
    for (const { record } of await state.serviceAccess.list()) await state.serviceAccess.delete(record.service);
    await state.resourcePolicies.delete('policy');
    await state.members.delete(account);
    await state.organizations.delete('organization');
    await state.memberships.delete(account);
    return {};
  },
};
