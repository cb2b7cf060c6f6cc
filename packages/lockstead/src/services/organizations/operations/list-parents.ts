/**
 * ListParents: the one parent that an OU or account has.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html
 */
import { ofReader } from '../access.ts';
import { notFound } from '../errors.ts';
import type { OrganizationsRead } from '../operation.ts';
import { pageOfAll } from '../paging.ts';
import { organizationsState } from '../state.ts';

export const listParents: OrganizationsRead<'ListParents'> = {
  name: 'ListParents',
  effect: 'read',

  async handle(input, context) {
    const organization = await ofReader(context.reader, context);
    const state = organizationsState(context.reader, organization.account);
    const { ChildId: child } = input;
    const parent = ((await state.members.get(child)) ?? (await state.units.get(child)))?.parent;
    if (parent === undefined) throw notFound.child();
    const all = [{ Id: parent, Type: parent === organization.rootId ? 'ROOT' : 'ORGANIZATIONAL_UNIT' } as const];
    const { items, more } = pageOfAll(all, ({ Id }) => Id, input, context, 'ListParents', [child]);
    return { Parents: items, ...more };
  },
};
