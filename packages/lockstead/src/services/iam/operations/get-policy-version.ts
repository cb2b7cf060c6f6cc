/**
 * GetPolicyVersion: the text of one version of a managed policy.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicyVersion.html
 */
import type { IamRead } from '../operation.ts';
import { findManagedPolicy, findPolicyVersion } from '../policies/managed-policy.ts';
import { versionShape } from '../policies/policy-shapes.ts';
import { iamState } from '../state/state.ts';

export const getPolicyVersion: IamRead<'GetPolicyVersion'> = {
  name: 'GetPolicyVersion',
  effect: 'read',

  async handle({ PolicyArn: arn, VersionId: id }, { reader, account }) {
    const policy = await findManagedPolicy(iamState(reader, account), account, arn);
    return { PolicyVersion: versionShape(policy, findPolicyVersion(policy, arn, id)) };
  },
};
