/**
 * ListUsers: the account's users, those under a path prefix when one is given. Tags and boundaries are left to GetUser, as AWS does.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html
 */
import { passwordLastUsed, userSummary } from '../entities/shapes.ts';
import type { IamRead } from '../operation.ts';
import { page } from '../paging.ts';
import { underPath } from '../state/path-index.ts';
import { iamState, type UserRecord } from '../state/state.ts';
import type * as iam from '../structures.ts';

export const listUsers: IamRead<'ListUsers'> = {
  name: 'ListUsers',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const prefix = input.PathPrefix ?? '/';
    const { listing, keep } = await underPath(context.reader, prefix);
    const { items, ...rest } = await page(state.users, listing, input, context, 'ListUsers', [prefix], keep);
    const shown = (user: UserRecord): iam.User => ({
      ...userSummary(context.account, user),
      ...passwordLastUsed(user.passwordUsedAt),
    });
    return { Users: items.map(shown), ...rest };
  },
};
