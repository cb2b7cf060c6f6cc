/**
 * AddUserToGroup: puts a user into a group. A user who is in it already is no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html
 */
import { findGroup, findUser } from '../entities/find.ts';
import { LimitExceeded } from '../errors.ts';
import { iamLimits } from '../limits.ts';
import type { IamWrite } from '../operation.ts';
import { iamState, membershipKey } from '../state/state.ts';

export const addUserToGroup: IamWrite<'AddUserToGroup'> = {
  name: 'AddUserToGroup',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const group = await findGroup(state, input.GroupName);
    const user = await findUser(state, input.UserName);
    const membership = { userId: user.id, groupId: group.id };
    if ((await state.memberships.get(membershipKey(membership))) !== undefined) return {};
    if ((await state.memberships.count({ index: 'user', key: user.id })) >= iamLimits.GroupsPerUser) {
      throw LimitExceeded.quota('GroupsPerUser', iamLimits.GroupsPerUser);
    }
    await state.memberships.insert(membership);
    return {};
  },
};
