/**
 * UpdateOrganizationalUnit: another name; its id, its place and what is attached to it stay.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdateOrganizationalUnit.html
 */
import { ofManagement } from '../access.ts';
import { duplicateUnit } from '../errors.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { unitShape } from '../shapes.ts';
import { organizationsState } from '../state.ts';
import { requireUnit } from '../tree/find.ts';

export const updateOrganizationalUnit: OrganizationsWrite<'UpdateOrganizationalUnit'> = {
  name: 'UpdateOrganizationalUnit',
  effect: 'write',

  async handle({ OrganizationalUnitId: id, Name }, context) {
    const organization = await ofManagement(context.tx, context);
    const state = organizationsState(context.tx, organization.account);
    const unit = await requireUnit(state, id);
    const name = Name ?? unit.name;
    if (name !== unit.name) {
      if ((await state.units.count({ index: 'name', key: `${unit.parent}/${name}` })) > 0) throw duplicateUnit();
      await state.units.update({ ...unit, name });
    }
    return { OrganizationalUnit: await unitShape(state, organization, { ...unit, name }) };
  },
};
