/**
 * DeleteUserPolicy: removes a policy that was written into a user.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html
 */
import { findUser } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { deleteInlinePolicy } from '../policies/inline-policies.ts';
import { iamState } from '../state/state.ts';

export const deleteUserPolicy: IamWrite<'DeleteUserPolicy'> = {
  name: 'DeleteUserPolicy',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { name } = await findUser(state, input.UserName);
    await deleteInlinePolicy(state, { kind: 'user', name }, input.PolicyName);
    return {};
  },
};
