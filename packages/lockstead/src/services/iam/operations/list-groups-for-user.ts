/**
 * ListGroupsForUser: the groups that a user is in.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupsForUser.html
 */
import { findUser } from '../entities/find.ts';
import { groupsOf } from '../entities/memberships.ts';
import { groupShape } from '../entities/shapes.ts';
import type { IamRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { iamState, nameKey } from '../state/state.ts';

export const listGroupsForUser: IamRead<'ListGroupsForUser'> = {
  name: 'ListGroupsForUser',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const user = await findUser(state, input.UserName);
    const groups = await groupsOf(state, user);
    const { items, ...rest } = pageOf(groups, ({ name }) => nameKey(name), input, context, 'ListGroupsForUser', [
      user.id,
    ]);
    return { Groups: items.map((group) => groupShape(context.account, group)), ...rest };
  },
};
