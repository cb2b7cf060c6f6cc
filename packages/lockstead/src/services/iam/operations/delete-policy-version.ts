/**
 * DeletePolicyVersion: takes a version of a managed policy away; the default one goes with the policy alone.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicyVersion.html
 */
import { DeleteConflict } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { findOwnPolicy, findPolicyVersion } from '../policies/managed-policy.ts';
import { iamState } from '../state/state.ts';

export const deletePolicyVersion: IamWrite<'DeletePolicyVersion'> = {
  name: 'DeletePolicyVersion',
  effect: 'write',

  async handle({ PolicyArn: arn, VersionId }, context) {
    const state = iamState(context.tx, context.account);
    const policy = await findOwnPolicy(state, context, 'DeletePolicyVersion', arn);
    const { id } = findPolicyVersion(policy, arn, VersionId);
    if (id === policy.defaultVersion) throw new DeleteConflict('Cannot delete the default version of a policy.');
    await state.policies.update({ ...policy, versions: policy.versions.filter((version) => version.id !== id) });
    return {};
  },
};
