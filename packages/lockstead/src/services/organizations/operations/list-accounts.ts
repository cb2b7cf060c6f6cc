/**
 * ListAccounts: all of the organization, the management account among them.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
 */
import { ofReader } from '../access.ts';
import type { OrganizationsRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { accountShape } from '../shapes.ts';
import { organizationsState } from '../state.ts';

export const listAccounts: OrganizationsRead<'ListAccounts'> = {
  name: 'ListAccounts',
  effect: 'read',

  async handle(input, context) {
    const organization = await ofReader(context.reader, context);
    const state = organizationsState(context.reader, organization.account);
    const { items, more } = await pageOf(state.members, {}, input, context, 'ListAccounts', [], (member) =>
      accountShape(state, organization, member),
    );
    return { Accounts: items, ...more };
  },
};
