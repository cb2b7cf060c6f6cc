/**
 * UpdateRoleDescription: a role's description, and the role as it then is. UpdateRole has taken its place.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRoleDescription.html
 */
import { findRole } from '../entities/find.ts';
import { roleSummary } from '../entities/role-shapes.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const updateRoleDescription: IamWrite<'UpdateRoleDescription'> = {
  name: 'UpdateRoleDescription',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const role = { ...(await findRole(state, input.RoleName)), description: input.Description };
    await state.roles.update(role);
    return { Role: await roleSummary(tx, account, role) };
  },
};
