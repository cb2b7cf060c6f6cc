/**
 * DescribeResourcePolicy.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeResourcePolicy.html
 */
import { ofReader } from '../access.ts';
import { resourcePolicyNotFound } from '../errors.ts';
import type { OrganizationsRead } from '../operation.ts';
import { resourcePolicyShape } from '../shapes.ts';
import { organizationsState } from '../state.ts';

export const describeResourcePolicy: OrganizationsRead<'DescribeResourcePolicy'> = {
  name: 'DescribeResourcePolicy',
  effect: 'read',

  async handle(_input, context) {
    const organization = await ofReader(context.reader, context);
    const policy = await organizationsState(context.reader, organization.account).resourcePolicies.get('policy');
    if (policy === undefined) throw resourcePolicyNotFound();
    return { ResourcePolicy: resourcePolicyShape(organization, policy) };
  },
};
