/**
 * AttachPolicy: binds what it is attached to, and all below.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html
 */

import { quotasOf } from '#organization/policy-types';
import { ofPolicyAdministrator } from '../access.ts';
import { constraintViolation, duplicateAttachment } from '../errors.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { attachedTo, requireGeneration } from '../policies/attachments.ts';
import { isAws, requirePolicy } from '../policies/find-policy.ts';
import { attachmentTarget, organizationsState } from '../state.ts';
import { requireTarget } from '../tree/targets.ts';

export const attachPolicy: OrganizationsWrite<'AttachPolicy'> = {
  name: 'AttachPolicy',
  effect: 'write',

  async handle({ PolicyId, TargetId: target }, context) {
    const organization = await ofPolicyAdministrator(context.tx, context);
    const state = organizationsState(context.tx, organization.account);
    const policy = await requirePolicy(state, PolicyId);
    await requireTarget(state, organization, target);
    const generation = requireGeneration(organization, policy.type);
    const attached = await attachedTo(state, organization, policy.type, target);
    if (attached.some(({ id }) => id === policy.id)) throw duplicateAttachment();
    if (attached.length >= quotasOf(policy.type).perTarget) {
      throw constraintViolation(
        'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
        // Seen.
        'You have attached the maximum number of policies to the specified target.',
      );
    }
    if (isAws(policy)) await state.defaultDetachments.delete(attachmentTarget({ generation, target }));
    else {
      const attachedAt = context.clock.now();
      await state.attachments.insert({ generation, target, policy: policy.id, attachedAt });
    }
    return {};
  },
};
