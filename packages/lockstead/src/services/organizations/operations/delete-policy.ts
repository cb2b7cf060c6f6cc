/**
 * DeletePolicy: one that is attached nowhere.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeletePolicy.html
 */
import { ofPolicyAdministrator } from '../access.ts';
import { immutablePolicy, policyInUse } from '../errors.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { generationOf } from '../policies/attachments.ts';
import { isAws, requirePolicy } from '../policies/find-policy.ts';
import { attachmentPolicy, organizationsState } from '../state.ts';

export const deletePolicy: OrganizationsWrite<'DeletePolicy'> = {
  name: 'DeletePolicy',
  effect: 'write',

  async handle({ PolicyId }, context) {
    const organization = await ofPolicyAdministrator(context.tx, context);
    const state = organizationsState(context.tx, organization.account);
    const policy = await requirePolicy(state, PolicyId);
    if (isAws(policy)) throw immutablePolicy();
    const generation = generationOf(organization, policy.type);
    if (generation !== undefined) {
      const key = attachmentPolicy({ generation, policy: policy.id });
      if ((await state.attachments.count({ index: 'policy', key })) > 0) throw policyInUse();
    }
    await state.policies.delete(policy.id);
    return {};
  },
};
