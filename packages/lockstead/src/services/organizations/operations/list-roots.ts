/**
 * ListRoots: the one root that an organization has.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListRoots.html
 */
import { ofReader } from '../access.ts';
import type { OrganizationsRead } from '../operation.ts';
import { pageOfAll } from '../paging.ts';
import { rootShape } from '../shapes.ts';

export const listRoots: OrganizationsRead<'ListRoots'> = {
  name: 'ListRoots',
  effect: 'read',

  async handle(input, context) {
    const organization = await ofReader(context.reader, context);
    const { items, more } = pageOfAll([rootShape(organization)], ({ Id = '' }) => Id, input, context, 'ListRoots');
    return { Roots: items, ...more };
  },
};
