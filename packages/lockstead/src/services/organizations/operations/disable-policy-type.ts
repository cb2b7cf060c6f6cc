/**
 * DisablePolicyType: its policies stay, and are attached to nothing any more.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisablePolicyType.html
 */
import { schedule } from '#events/agenda';
import { ofPolicyAdministrator } from '../access.ts';
import { notFound } from '../errors.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { requireGeneration } from '../policies/attachments.ts';
import { sweepAttachmentsKind, sweepRef } from '../policies/sweep-attachments.ts';
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
    const ref = sweepRef(organization.account, generation);
    await schedule(tx, { id: `${sweepAttachmentsKind} ${ref}`, kind: sweepAttachmentsKind, at: clock.now(), ref });
    return { Root: rootShape(changed) };
  },
};
