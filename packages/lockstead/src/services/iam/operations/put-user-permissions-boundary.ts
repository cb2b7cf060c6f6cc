/**
 * PutUserPermissionsBoundary: sets the most that a user can be allowed, in place of what was set before.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html
 */
import { findUser } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { checkBoundary } from '../policies/boundary.ts';
import { iamState } from '../state/state.ts';

export const putUserPermissionsBoundary: IamWrite<'PutUserPermissionsBoundary'> = {
  name: 'PutUserPermissionsBoundary',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const user = await findUser(state, input.UserName);
    const boundary = await checkBoundary(state, account, input.PermissionsBoundary);
    await state.users.update({ ...user, ...(boundary === undefined ? {} : { boundary }) });
    return {};
  },
};
