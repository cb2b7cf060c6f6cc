/**
 * ListAccountsForParent: those directly in the root or in an OU.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html
 */
import { ofReader } from '../access.ts';
import type { OrganizationsRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { accountShape } from '../shapes.ts';
import { organizationsState } from '../state.ts';
import { requireParent } from '../tree/find.ts';

const name = 'ListAccountsForParent';

export const listAccountsForParent: OrganizationsRead<typeof name> = {
  name,
  effect: 'read',

  async handle(input, context) {
    const organization = await ofReader(context.reader, context);
    const state = organizationsState(context.reader, organization.account);
    const parent = input.ParentId;
    await requireParent(state, organization, parent);
    const inside = { index: 'parent', key: parent };
    const { items, more } = await pageOf(state.members, inside, input, context, name, [parent], (member) =>
      accountShape(state, organization, member),
    );
    return { Accounts: items, ...more };
  },
};
