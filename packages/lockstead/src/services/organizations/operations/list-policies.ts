/**
 * ListPolicies: all of one type, AWS's among them.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPolicies.html
 */

import { type AwsPolicy, awsPolicies } from '#organization/aws-policies';
import { ofReader } from '../access.ts';
import type { OrganizationsRead } from '../operation.ts';
import { listOf, pageOfSources, recordsOf, type Source } from '../paging.ts';
import { policySummary } from '../shapes.ts';
import { organizationsState, type PolicyRecord } from '../state.ts';

export const listPolicies: OrganizationsRead<'ListPolicies'> = {
  name: 'ListPolicies',
  effect: 'read',

  async handle(input, context) {
    const organization = await ofReader(context.reader, context);
    const state = organizationsState(context.reader, organization.account);
    const type = input.Filter;
    const ofAws = awsPolicies.filter((policy) => policy.type === type);
    const sources: readonly Source<AwsPolicy | PolicyRecord>[] = [
      listOf('0', ofAws, ({ id }) => id),
      recordsOf('1', state.policies, { index: 'type', key: type }),
    ];
    const { items, more } = await pageOfSources(sources, input, context, 'ListPolicies', [type], (policy) =>
      policySummary(organization, policy),
    );
    return { Policies: items, ...more };
  },
};
