/**
 * DescribeOrganizationalUnit.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganizationalUnit.html
 */
import { ofReader } from '../access.ts';
import type { OrganizationsRead } from '../operation.ts';
import { unitShape } from '../shapes.ts';
import { organizationsState } from '../state.ts';
import { requireUnit } from '../tree/find.ts';

export const describeOrganizationalUnit: OrganizationsRead<'DescribeOrganizationalUnit'> = {
  name: 'DescribeOrganizationalUnit',
  effect: 'read',

  async handle({ OrganizationalUnitId }, context) {
    const organization = await ofReader(context.reader, context);
    const state = organizationsState(context.reader, organization.account);
    const unit = await requireUnit(state, OrganizationalUnitId);
    return { OrganizationalUnit: await unitShape(state, organization, unit) };
  },
};
