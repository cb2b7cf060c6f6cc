/**
 * RemoveUserFromGroup: takes a user out of a group. A user who is not in it is no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveUserFromGroup.html
 */
import { findGroup, findUser } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { iamState, membershipKey } from '../state/state.ts';

export const removeUserFromGroup: IamWrite<'RemoveUserFromGroup'> = {
  name: 'RemoveUserFromGroup',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const group = await findGroup(state, input.GroupName);
    const user = await findUser(state, input.UserName);
    await state.memberships.delete(membershipKey({ userId: user.id, groupId: group.id }));
    return {};
  },
};
