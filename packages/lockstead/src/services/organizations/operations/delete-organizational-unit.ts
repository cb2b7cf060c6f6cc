/**
 * DeleteOrganizationalUnit: an empty one.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteOrganizationalUnit.html
 */
import { ofManagement } from '../access.ts';
import { unitNotEmpty } from '../errors.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { detachAll } from '../policies/attachments.ts';
import { organizationsState } from '../state.ts';
import { requireUnit } from '../tree/find.ts';

export const deleteOrganizationalUnit: OrganizationsWrite<'DeleteOrganizationalUnit'> = {
  name: 'DeleteOrganizationalUnit',
  effect: 'write',

  async handle({ OrganizationalUnitId: id }, context) {
    const organization = await ofManagement(context.tx, context);
    const state = organizationsState(context.tx, organization.account);
    await requireUnit(state, id);
    const inside = { index: 'parent', key: id };
    if ((await state.units.count(inside)) + (await state.members.count(inside)) > 0) throw unitNotEmpty();
    await detachAll(state, organization, id);
    await state.units.delete(id);
    return {};
  },
};
