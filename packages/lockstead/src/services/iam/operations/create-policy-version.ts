/**
 * CreatePolicyVersion: a new text for a managed policy, in force at once if it is to be the default.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html
 */
import { LimitExceeded } from '../errors.ts';
import { iamLimits } from '../limits.ts';
import type { IamWrite } from '../operation.ts';
import { findOwnPolicy } from '../policies/managed-policy.ts';
import { checkManagedPolicy } from '../policies/policy-document.ts';
import { versionSummary } from '../policies/policy-shapes.ts';
import { iamState, type ManagedPolicyRecord } from '../state/state.ts';

export const createPolicyVersion: IamWrite<'CreatePolicyVersion'> = {
  name: 'CreatePolicyVersion',
  effect: 'write',

  async handle(input, context) {
    const state = iamState(context.tx, context.account);
    const policy = await findOwnPolicy(state, context, 'CreatePolicyVersion', input.PolicyArn);
    const text = input.PolicyDocument;
    checkManagedPolicy(text);
    const max = iamLimits.VersionsPerPolicy;
    if (policy.versions.length >= max) {
      throw new LimitExceeded(
        `A managed policy can have up to ${max} versions. Before you create a new version, you must delete an existing version.`,
      );
    }
    // Numbers are never used again.
    const number = policy.lastVersion + 1;
    const version = { id: `v${number}`, text, createdAt: context.clock.now() };
    const changed: ManagedPolicyRecord = {
      ...policy,
      updatedAt: version.createdAt,
      lastVersion: number,
      ...(input.SetAsDefault === true ? { defaultVersion: version.id } : {}),
      versions: [...policy.versions, version],
    };
    await state.policies.update(changed);
    return { PolicyVersion: versionSummary(changed, version) };
  },
};
