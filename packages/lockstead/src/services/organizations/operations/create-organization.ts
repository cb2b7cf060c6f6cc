/**
 * CreateOrganization: makes the caller's account the management account of a new organization.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganization.html
 */
import { newUniqueId } from '#kernel/ids';
import { present } from '#kernel/invariant';
import { accountEmail, ensureLinkedRole } from '#services/iam/api';
import { alreadyInOrganization } from '../errors.ts';
import { newOrganizationId, newRootId } from '../ids.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { organizationsPrincipal } from '../principal.ts';
import { organizationShape } from '../shapes.ts';
import { firstGeneration, type OrganizationRecord, organizationsState } from '../state.ts';

export const createOrganization: OrganizationsWrite<'CreateOrganization'> = {
  name: 'CreateOrganization',
  effect: 'write',

  async handle({ FeatureSet: featureSet = 'ALL' }, { tx, account, clock, entropy }) {
    const state = organizationsState(tx, account);
    if ((await state.memberships.get(account)) !== undefined) throw alreadyInOrganization();
    const email = present(await accountEmail(tx, account), 'the account of a caller is there');
    const generation = firstGeneration(clock.now());
    const organization: OrganizationRecord = {
      key: 'organization',
      id: newOrganizationId(entropy),
      account,
      email,
      featureSet,
      rootId: newRootId(entropy),
      rootTags: [],
      createdAt: clock.now(),
      // AWS DIFFERS? Its page says that service control policies are enabled in the root by themselves; some answers of ListRoots that people show
      // of new organizations have no policy type.
      policyTypes: featureSet === 'ALL' ? [{ type: 'SERVICE_CONTROL_POLICY', generation }] : [],
      generations: generation,
    };
    await state.organizations.insert(organization);
    await state.memberships.insert({ account, organizationId: organization.id, managementAccount: account });
    await state.members.insert({
      organizationId: organization.id,
      id: account,
      // AWS DIFFERS? There it is the name that the account was opened with; here accounts that are not made by an organization have none.
      name: 'Management account',
      email,
      state: 'ACTIVE',
      joinedMethod: 'INVITED',
      joinedAt: clock.now(),
      parent: organization.rootId,
      tags: [],
    });
    await state.addresses.put({ email: email.toLowerCase(), account });
    await ensureLinkedRole(tx, account, organizationsPrincipal, newUniqueId(entropy, 'AROA'), clock.now());
    return { Organization: organizationShape(organization) };
  },
};
