/**
 * ListGroups: the account's groups, those under a path prefix when one is given.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroups.html
 */
import { groupShape } from '../entities/shapes.ts';
import type { IamRead } from '../operation.ts';
import { page } from '../paging.ts';
import { underPath } from '../state/path-index.ts';
import { iamState } from '../state/state.ts';

export const listGroups: IamRead<'ListGroups'> = {
  name: 'ListGroups',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const prefix = input.PathPrefix ?? '/';
    const { listing, keep } = await underPath(context.reader, prefix);
    const { items, ...rest } = await page(state.groups, listing, input, context, 'ListGroups', [prefix], keep);
    return { Groups: items.map((group) => groupShape(context.account, group)), ...rest };
  },
};
