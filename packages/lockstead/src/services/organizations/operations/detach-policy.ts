/**
 * DetachPolicy: never the last service control policy of a target, and never AWS's resource control policy.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DetachPolicy.html
 */

import { quotasOf } from '#organization/policy-types';
import { ofPolicyAdministrator } from '../access.ts';
import { constraintViolation, invalidInput, policyNotAttached } from '../errors.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { attachedTo, requireGeneration } from '../policies/attachments.ts';
import { isAws, requirePolicy } from '../policies/find-policy.ts';
import { attachmentKey, organizationsState } from '../state.ts';
import { requireTarget } from '../tree/targets.ts';

export const detachPolicy: OrganizationsWrite<'DetachPolicy'> = {
  name: 'DetachPolicy',
  effect: 'write',

  async handle({ PolicyId, TargetId: target }, context) {
    const organization = await ofPolicyAdministrator(context.tx, context);
    const state = organizationsState(context.tx, organization.account);
    const policy = await requirePolicy(state, PolicyId);
    await requireTarget(state, organization, target);
    const generation = requireGeneration(organization, policy.type);
    if (isAws(policy) && !policy.isDetachable) {
      throw invalidInput('NON_DETACHABLE_POLICY', `${policy.name} cannot be detached.`);
    }
    const attached = await attachedTo(state, organization, policy.type, target);
    if (!attached.some(({ id }) => id === policy.id)) throw policyNotAttached();
    if (attached.length <= quotasOf(policy.type).perTargetMin) {
      throw constraintViolation(
        'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
        // Seen.
        'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
      );
    }
    if (isAws(policy)) await state.defaultDetachments.insert({ generation, target });
    else await state.attachments.delete(attachmentKey({ generation, target, policy: policy.id }));
    return {};
  },
};
