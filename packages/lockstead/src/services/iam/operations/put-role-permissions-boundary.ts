/**
 * PutRolePermissionsBoundary: sets the most that a role may do, whatever its policies allow.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html
 */
import { findOwnRole } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { checkBoundary } from '../policies/boundary.ts';
import { iamState } from '../state/state.ts';

export const putRolePermissionsBoundary: IamWrite<'PutRolePermissionsBoundary'> = {
  name: 'PutRolePermissionsBoundary',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const role = await findOwnRole(state, input.RoleName);
    const boundary = await checkBoundary(state, account, input.PermissionsBoundary);
    await state.roles.update({ ...role, ...(boundary === undefined ? {} : { boundary }) });
    return {};
  },
};
