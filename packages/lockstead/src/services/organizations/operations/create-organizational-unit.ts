/**
 * CreateOrganizationalUnit: in the root or in another OU, five levels deep at most.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html
 */
import { ofManagement } from '../access.ts';
import { constraintViolation, duplicateUnit } from '../errors.ts';
import { newUnitId } from '../ids.ts';
import { organizationsLimits } from '../limits.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { unitShape } from '../shapes.ts';
import { organizationsState, type UnitRecord } from '../state.ts';
import { requireCompliantTags } from '../tag-compliance.ts';
import { tagged } from '../tags.ts';
import { requireParent } from '../tree/find.ts';
import { levelsTo } from '../tree/levels.ts';

export const createOrganizationalUnit: OrganizationsWrite<'CreateOrganizationalUnit'> = {
  name: 'CreateOrganizationalUnit',
  effect: 'write',

  async handle({ ParentId: parent, Name: name, Tags }, context) {
    const { tx, entropy } = context;
    const organization = await ofManagement(tx, context);
    const state = organizationsState(tx, organization.account);
    await requireParent(state, organization, parent);
    const { OrganizationalUnitDepth: depthMax, OrganizationalUnitsPerOrganization: unitsMax } = organizationsLimits;
    // The root is a level of its own.
    if ((await levelsTo(state, organization, parent)).length > depthMax) {
      throw constraintViolation('OU_DEPTH_LIMIT_EXCEEDED', `OUs can be at most ${depthMax} levels deep.`);
    }
    if ((await state.units.count()) >= unitsMax) {
      throw constraintViolation('OU_NUMBER_LIMIT_EXCEEDED', `An organization has at most ${unitsMax} OUs.`);
    }
    if ((await state.units.count({ index: 'name', key: `${parent}/${name}` })) > 0) throw duplicateUnit();
    const tags = tagged([], Tags);
    await requireCompliantTags(state, organization, 'ou', tags);
    const unit: UnitRecord = {
      organizationId: organization.id,
      id: newUnitId(entropy, organization.rootId),
      name,
      parent,
      tags,
    };
    await state.units.insert(unit);
    return { OrganizationalUnit: await unitShape(state, organization, unit) };
  },
};
