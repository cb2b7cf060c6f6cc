/**
 * DeleteRolePolicy: takes a policy out of a role.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html
 */
import { findOwnRole } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { deleteInlinePolicy } from '../policies/inline-policies.ts';
import { iamState } from '../state/state.ts';

export const deleteRolePolicy: IamWrite<'DeleteRolePolicy'> = {
  name: 'DeleteRolePolicy',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { name } = await findOwnRole(state, input.RoleName);
    await deleteInlinePolicy(state, { kind: 'role', name }, input.PolicyName);
    return {};
  },
};
