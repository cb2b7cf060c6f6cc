/**
 * ListRoles: the account's roles, those under a path prefix when one is given. Tags, boundaries and last uses are left to GetRole, as AWS does.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html
 */
import { roleSummary } from '../entities/role-shapes.ts';
import type { IamRead } from '../operation.ts';
import { pageThrough, recordsOf } from '../paging.ts';
import { underPath } from '../state/path-index.ts';
import { iamState } from '../state/state.ts';

export const listRoles: IamRead<'ListRoles'> = {
  name: 'ListRoles',
  effect: 'read',

  async handle(input, context) {
    const { reader, account } = context;
    const prefix = input.PathPrefix ?? '/';
    const { listing, keep = () => true } = await underPath(reader, prefix);
    const { items, ...rest } = await pageThrough(
      [recordsOf('0', iamState(reader, account).roles, listing)],
      input,
      context,
      'ListRoles',
      [prefix],
      async (role) => (keep(role) ? await roleSummary(reader, account, role) : undefined),
      ({ AssumeRolePolicyDocument: trust = '' }) => trust.length,
    );
    return { Roles: [...items], ...rest };
  },
};
