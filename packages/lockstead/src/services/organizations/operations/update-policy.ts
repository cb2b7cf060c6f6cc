/**
 * UpdatePolicy: where it is attached, it binds as changed from the next request on.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdatePolicy.html
 */

import { awsPolicyOfType } from '#organization/aws-policies';
import { ofPolicyAdministrator } from '../access.ts';
import { duplicatePolicy, immutablePolicy } from '../errors.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { checkContent } from '../policies/check-content.ts';
import { isAws, requirePolicy } from '../policies/find-policy.ts';
import { policyShape } from '../shapes.ts';
import { organizationsState } from '../state.ts';

export const updatePolicy: OrganizationsWrite<'UpdatePolicy'> = {
  name: 'UpdatePolicy',
  effect: 'write',

  async handle({ PolicyId, Name, Description, Content }, context) {
    const organization = await ofPolicyAdministrator(context.tx, context);
    const state = organizationsState(context.tx, organization.account);
    const policy = await requirePolicy(state, PolicyId);
    if (isAws(policy)) throw immutablePolicy();
    const { type } = policy;
    if (Content !== undefined) checkContent(type, Content);
    if (Name !== undefined && Name !== policy.name) {
      const isTaken = (await state.policies.count({ index: 'name', key: `${type}/${Name}` })) > 0;
      if (isTaken || awsPolicyOfType(type)?.name === Name) throw duplicatePolicy();
    }
    const changed = {
      ...policy,
      name: Name ?? policy.name,
      description: Description ?? policy.description,
      content: Content ?? policy.content,
      ...(Content === undefined ? {} : { updatedAt: context.clock.now() }),
    };
    await state.policies.update(changed);
    return { Policy: policyShape(organization, changed) };
  },
};
