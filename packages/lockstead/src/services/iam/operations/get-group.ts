/**
 * GetGroup: a group and its users, in the order of their ids, as AWS has them.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroup.html
 */
import { present } from '#kernel/invariant';
import { findGroup } from '../entities/find.ts';
import { userById } from '../entities/memberships.ts';
import { groupShape, userSummary } from '../entities/shapes.ts';
import type { IamRead } from '../operation.ts';
import { pageThrough, recordsOf } from '../paging.ts';
import { iamState } from '../state/state.ts';

export const getGroup: IamRead<'GetGroup'> = {
  name: 'GetGroup',
  effect: 'read',

  async handle(input, context) {
    const { reader, account } = context;
    const state = iamState(reader, account);
    const group = await findGroup(state, input.GroupName);
    const listing = { index: 'group', key: group.id };
    const { items, ...rest } = await pageThrough(
      [recordsOf('0', state.memberships, listing)],
      input,
      context,
      'GetGroup',
      [group.id],
      async ({ userId }) => userSummary(account, present(await userById(state, userId), `member ${userId} exists`)),
    );
    return { Group: groupShape(account, group), Users: [...items], ...rest };
  },
};
