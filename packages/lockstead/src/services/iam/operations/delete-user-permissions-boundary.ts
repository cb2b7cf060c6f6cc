/**
 * DeleteUserPermissionsBoundary: removes a user's boundary, so that all that the user's policies allow counts again.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPermissionsBoundary.html
 */
import { findUser } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const deleteUserPermissionsBoundary: IamWrite<'DeleteUserPermissionsBoundary'> = {
  name: 'DeleteUserPermissionsBoundary',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { boundary, ...user } = await findUser(state, input.UserName);
    // AWS DIFFERS? What is answered where no boundary is set is not documented; it is as it was asked to be.
    if (boundary !== undefined) await state.users.update(user);
    return {};
  },
};
