/**
 * DescribeEffectivePolicy: what the policies on an account and above it come to. Every account may ask about itself.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeEffectivePolicy.html
 */
import { toDate } from '#kernel/clock';
import { ofMember, ofReader } from '../access.ts';
import { effectivePolicyNotFound, notFound } from '../errors.ts';
import type { OrganizationsRead } from '../operation.ts';
import { effectiveOf } from '../policies/effective.ts';
import { organizationsState } from '../state.ts';
import { requireMember } from '../tree/find.ts';

export const describeEffectivePolicy: OrganizationsRead<'DescribeEffectivePolicy'> = {
  name: 'DescribeEffectivePolicy',
  effect: 'read',

  async handle({ PolicyType: type, TargetId: target = '' }, context) {
    const { reader, account } = context;
    const isOwn = target === '' || target === account;
    const organization = await (isOwn ? ofMember(reader, context) : ofReader(reader, context));
    const state = organizationsState(reader, organization.account);
    // Roots and OUs have no effective policy.
    const member = await requireMember(state, isOwn ? account : target, notFound.target);
    const effective = await effectiveOf(state, organization, type, member.id);
    if (effective === undefined) throw effectivePolicyNotFound();
    return {
      EffectivePolicy: {
        PolicyContent: JSON.stringify(effective.document),
        LastUpdatedTimestamp: toDate(effective.updatedAt),
        TargetId: member.id,
        PolicyType: type,
      },
    };
  },
};
