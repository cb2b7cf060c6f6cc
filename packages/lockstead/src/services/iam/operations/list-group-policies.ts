/**
 * ListGroupPolicies: the names of the policies written into a group.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupPolicies.html
 */
import { findGroup } from '../entities/find.ts';
import type { IamRead } from '../operation.ts';
import { pageOfInlinePolicies } from '../policies/inline-policies.ts';
import { iamState } from '../state/state.ts';

export const listGroupPolicies: IamRead<'ListGroupPolicies'> = {
  name: 'ListGroupPolicies',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const { name } = await findGroup(state, input.GroupName);
    const entity = { kind: 'group', name } as const;
    const { items, ...rest } = await pageOfInlinePolicies(state, entity, input, context, 'ListGroupPolicies');
    return { PolicyNames: items.map(({ policyName }) => policyName), ...rest };
  },
};
