/**
 * DescribeOrganization: for any account that is in one.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
 */
import { ofMember } from '../access.ts';
import type { OrganizationsRead } from '../operation.ts';
import { organizationShape } from '../shapes.ts';

export const describeOrganization: OrganizationsRead<'DescribeOrganization'> = {
  name: 'DescribeOrganization',
  effect: 'read',

  async handle(_input, context) {
    return { Organization: organizationShape(await ofMember(context.reader, context)) };
  },
};
