/**
 * ListRoles: the account's roles, those under a path prefix when one is given. Tags, boundaries and last uses are left to GetRole, as AWS does.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
 */
import type { IamRead } from '../operation.ts';
import { page } from '../paging.ts';
import { roleSummary } from '../role-shapes.ts';
import { iamState } from '../state.ts';

export const listRoles: IamRead<'ListRoles'> = {
  name: 'ListRoles',
  effect: 'read',

  async handle(input, context) {
    const { reader, account } = context;
    const prefix = input.PathPrefix ?? '/';
    const roles = iamState(reader, account).roles;
    const { items, ...rest } = await page(roles, {}, input, context, 'ListRoles', [prefix], ({ path }) =>
      path.startsWith(prefix),
    );
    return { Roles: await Promise.all(items.map((role) => roleSummary(reader, account, role))), ...rest };
  },
};
