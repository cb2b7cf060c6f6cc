/**
 * DetachRolePolicy: takes a managed policy from a role.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html
 */
import { findOwnRole } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { detachPolicy } from '../policies/attachments.ts';
import { iamState } from '../state/state.ts';

export const detachRolePolicy: IamWrite<'DetachRolePolicy'> = {
  name: 'DetachRolePolicy',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { name } = await findOwnRole(state, input.RoleName);
    await detachPolicy(state, { kind: 'role', name }, input.PolicyArn);
    return {};
  },
};
