/**
 * DescribeAccount.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html
 */
import { ofReader } from '../access.ts';
import type { OrganizationsRead } from '../operation.ts';
import { accountShape } from '../shapes.ts';
import { organizationsState } from '../state.ts';
import { requireMember } from '../tree/find.ts';

export const describeAccount: OrganizationsRead<'DescribeAccount'> = {
  name: 'DescribeAccount',
  effect: 'read',

  async handle({ AccountId }, context) {
    const organization = await ofReader(context.reader, context);
    const state = organizationsState(context.reader, organization.account);
    return { Account: await accountShape(state, organization, await requireMember(state, AccountId)) };
  },
};
