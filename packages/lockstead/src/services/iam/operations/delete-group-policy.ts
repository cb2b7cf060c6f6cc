/**
 * DeleteGroupPolicy: removes a policy that was written into a group.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroupPolicy.html
 */
import { findGroup } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { deleteInlinePolicy } from '../policies/inline-policies.ts';
import { iamState } from '../state/state.ts';

export const deleteGroupPolicy: IamWrite<'DeleteGroupPolicy'> = {
  name: 'DeleteGroupPolicy',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { name } = await findGroup(state, input.GroupName);
    await deleteInlinePolicy(state, { kind: 'group', name }, input.PolicyName);
    return {};
  },
};
