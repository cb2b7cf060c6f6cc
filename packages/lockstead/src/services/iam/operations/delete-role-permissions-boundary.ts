/**
 * DeleteRolePermissionsBoundary: removes a role's boundary, so that all that the role's policies allow counts again.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html
 */
import { findOwnRole } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const deleteRolePermissionsBoundary: IamWrite<'DeleteRolePermissionsBoundary'> = {
  name: 'DeleteRolePermissionsBoundary',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { boundary: _, ...role } = await findOwnRole(state, input.RoleName);
    // AWS DIFFERS? Of a role without one AWS says nothing; the state is the one asked for.
    await state.roles.update(role);
    return {};
  },
};
