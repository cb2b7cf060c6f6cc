/**
 * GetPolicy: a managed policy, the account's own or AWS's, without its text, which GetPolicyVersion answers.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html
 */
import type { IamRead } from '../operation.ts';
import { findManagedPolicy } from '../policies/managed-policy.ts';
import { policyShape } from '../policies/policy-shapes.ts';
import { policyUsage } from '../policies/policy-usage.ts';
import { iamState } from '../state/state.ts';

export const getPolicy: IamRead<'GetPolicy'> = {
  name: 'GetPolicy',
  effect: 'read',

  async handle({ PolicyArn: arn }, { reader, account }) {
    const state = iamState(reader, account);
    const policy = await findManagedPolicy(state, account, arn);
    return { Policy: policyShape(arn, policy, await policyUsage(state, arn)) };
  },
};
