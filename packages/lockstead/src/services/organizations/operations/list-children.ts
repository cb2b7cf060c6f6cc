/**
 * ListChildren: the accounts or the OUs directly in the root or in an OU.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListChildren.html
 */
import type { CollectionReader } from '#store/port';
import { ofReader } from '../access.ts';
import type { OrganizationsRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { organizationsState } from '../state.ts';
import { requireParent } from '../tree/find.ts';

export const listChildren: OrganizationsRead<'ListChildren'> = {
  name: 'ListChildren',
  effect: 'read',

  async handle(input, context) {
    const organization = await ofReader(context.reader, context);
    const state = organizationsState(context.reader, organization.account);
    const { ParentId: parent, ChildType: type } = input;
    await requireParent(state, organization, parent);
    const children: CollectionReader<{ readonly id: string }> = type === 'ACCOUNT' ? state.members : state.units;
    const inside = { index: 'parent', key: parent };
    const filters = [parent, type];
    const { items, more } = await pageOf(children, inside, input, context, 'ListChildren', filters, ({ id }) => ({
      Id: id,
      Type: type,
    }));
    return { Children: items, ...more };
  },
};
