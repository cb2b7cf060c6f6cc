/**
 * EnablePolicyType: in the root. A control policy type begins with AWS's policy on everything.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html
 */
import { ofPolicyAdministrator } from '../access.ts';
import { notFound, policyTypeAlreadyEnabled, policyTypeNotAvailable } from '../errors.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { generationOf } from '../policies/attachments.ts';
import { requireServiceAccess } from '../policies/service-access.ts';
import { rootShape } from '../shapes.ts';
import { organizationsState } from '../state.ts';

export const enablePolicyType: OrganizationsWrite<'EnablePolicyType'> = {
  name: 'EnablePolicyType',
  effect: 'write',

  async handle({ RootId, PolicyType: type }, context) {
    const organization = await ofPolicyAdministrator(context.tx, context);
    const state = organizationsState(context.tx, organization.account);
    if (organization.featureSet !== 'ALL') throw policyTypeNotAvailable();
    if (RootId !== organization.rootId) throw notFound.root();
    if (generationOf(organization, type) !== undefined) throw policyTypeAlreadyEnabled();
    await requireServiceAccess(state, type);
    const generation = organization.generations + 1;
    const changed = {
      ...organization,
      policyTypes: [...organization.policyTypes, { type, generation }],
      generations: generation,
    };
    await state.organizations.update(changed);
    return { Root: rootShape(changed) };
  },
};
