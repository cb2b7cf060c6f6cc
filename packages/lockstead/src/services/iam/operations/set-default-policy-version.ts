/**
 * SetDefaultPolicyVersion: says which version of a managed policy counts, for all to whom it is attached.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html
 */
import type { IamWrite } from '../operation.ts';
import { findOwnPolicy, findPolicyVersion } from '../policies/managed-policy.ts';
import { iamState } from '../state/state.ts';

export const setDefaultPolicyVersion: IamWrite<'SetDefaultPolicyVersion'> = {
  name: 'SetDefaultPolicyVersion',
  effect: 'write',

  async handle({ PolicyArn: arn, VersionId }, context) {
    const state = iamState(context.tx, context.account);
    const policy = await findOwnPolicy(state, context, 'SetDefaultPolicyVersion', arn);
    const { id } = findPolicyVersion(policy, arn, VersionId);
    await state.policies.update({ ...policy, defaultVersion: id });
    return {};
  },
};
