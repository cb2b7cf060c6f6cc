/**
 * DescribePolicy: with its document, as it was given.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html
 */
import { ofReader } from '../access.ts';
import type { OrganizationsRead } from '../operation.ts';
import { requirePolicy } from '../policies/find-policy.ts';
import { policyShape } from '../shapes.ts';
import { organizationsState } from '../state.ts';

export const describePolicy: OrganizationsRead<'DescribePolicy'> = {
  name: 'DescribePolicy',
  effect: 'read',

  async handle({ PolicyId }, context) {
    const organization = await ofReader(context.reader, context);
    const state = organizationsState(context.reader, organization.account);
    return { Policy: policyShape(organization, await requirePolicy(state, PolicyId)) };
  },
};
