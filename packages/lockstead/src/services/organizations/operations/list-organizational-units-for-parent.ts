/**
 * ListOrganizationalUnitsForParent: those directly in the root or in an OU.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html
 */
import { ofReader } from '../access.ts';
import type { OrganizationsRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { unitShape } from '../shapes.ts';
import { organizationsState } from '../state.ts';
import { requireParent } from '../tree/find.ts';

const name = 'ListOrganizationalUnitsForParent';

export const listOrganizationalUnitsForParent: OrganizationsRead<typeof name> = {
  name,
  effect: 'read',

  async handle(input, context) {
    const organization = await ofReader(context.reader, context);
    const state = organizationsState(context.reader, organization.account);
    const parent = input.ParentId;
    await requireParent(state, organization, parent);
    const inside = { index: 'parent', key: parent };
    const { items, more } = await pageOf(state.units, inside, input, context, name, [parent], (unit) =>
      unitShape(state, organization, unit),
    );
    return { OrganizationalUnits: items, ...more };
  },
};
