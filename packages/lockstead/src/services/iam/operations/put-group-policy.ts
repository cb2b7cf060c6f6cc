/**
 * PutGroupPolicy: writes a policy into a group, or over the one of the same name.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutGroupPolicy.html
 */
import { findGroup } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { putInlinePolicy } from '../policies/inline-policies.ts';
import { iamState } from '../state/state.ts';

export const putGroupPolicy: IamWrite<'PutGroupPolicy'> = {
  name: 'PutGroupPolicy',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { name } = await findGroup(state, input.GroupName);
    await putInlinePolicy(state, { kind: 'group', name }, input.PolicyName, input.PolicyDocument);
    return {};
  },
};
