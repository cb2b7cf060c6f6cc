/**
 * DisablePolicyType: its policies stay, and are attached to nothing any more.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisablePolicyType.html
 */
import { ofPolicyAdministrator } from '../access.ts';
import { notFound } from '../errors.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { requireGeneration } from '../policies/attachments.ts';
import { sweepGeneration } from '../policies/sweep-attachments.ts';
import { rootShape } from '../shapes.ts';
import { organizationsState } from '../state.ts';

export const disablePolicyType: OrganizationsWrite<'DisablePolicyType'> = {
  name: 'DisablePolicyType',
  effect: 'write',

  async handle({ RootId, PolicyType: type }, context) {
    const { tx, clock } = context;
    const organization = await ofPolicyAdministrator(tx, context);
    const state = organizationsState(tx, organization.account);
    if (RootId !== organization.rootId) throw notFound.root();
    const generation = requireGeneration(organization, type);
    const changed = {
      ...organization,
      policyTypes: organization.policyTypes.filter((enabled) => enabled.type !== type),
    };
    await state.organizations.update(changed);
    await sweepGeneration(tx, organization.account, generation, clock.now());
    return { Root: rootShape(changed) };
  },
};
