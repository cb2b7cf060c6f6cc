/**
 * DescribeCreateAccountStatus.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeCreateAccountStatus.html
 */
import { ofReader } from '../access.ts';
import { isOf } from '../accounts/sweep-creations.ts';
import { notFound } from '../errors.ts';
import type { OrganizationsRead } from '../operation.ts';
import { creationShape } from '../shapes.ts';
import { organizationsState } from '../state.ts';

export const describeCreateAccountStatus: OrganizationsRead<'DescribeCreateAccountStatus'> = {
  name: 'DescribeCreateAccountStatus',
  effect: 'read',

  async handle({ CreateAccountRequestId: id }, context) {
    const organization = await ofReader(context.reader, context);
    const creation = await organizationsState(context.reader, organization.account).creations.get(id);
    if (creation === undefined || !isOf(organization, creation)) throw notFound.creation();
    return { CreateAccountStatus: creationShape(creation) };
  },
};
