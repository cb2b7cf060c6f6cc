/**
 * DeletePolicy: takes a managed policy away once nobody uses it and one version is left.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html
 */
import { DeleteConflict } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { findOwnPolicy } from '../policies/managed-policy.ts';
import { policyUsage } from '../policies/policy-usage.ts';
import { iamState, nameKey } from '../state/state.ts';

export const deletePolicy: IamWrite<'DeletePolicy'> = {
  name: 'DeletePolicy',
  effect: 'write',

  async handle({ PolicyArn: arn }, context) {
    const state = iamState(context.tx, context.account);
    const policy = await findOwnPolicy(state, context, 'DeletePolicy', arn);
    // AWS DIFFERS? The reference speaks of attachments alone; of accounts it is reported that a boundary holds its policy too, by the same
    // error (github.com/gruntwork-io/cloud-nuke/issues/972). So nobody's boundary becomes another policy made anew under the same name.
    const { attachments, boundaries } = await policyUsage(state, arn);
    if (attachments > 0 || boundaries > 0) {
      throw new DeleteConflict('Cannot delete a policy attached to entities.');
    }
    if (policy.versions.length > 1) {
      throw new DeleteConflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      );
    }
    await state.policies.delete(nameKey(policy.name));
    return {};
  },
};
