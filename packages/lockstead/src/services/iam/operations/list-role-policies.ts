/**
 * ListRolePolicies: the names of the policies that are written into a role.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html
 */
import { findRole } from '../find.ts';
import { pageOfInlinePolicies } from '../inline-policies.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state.ts';

export const listRolePolicies: IamRead<'ListRolePolicies'> = {
  name: 'ListRolePolicies',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const { name } = await findRole(state, input.RoleName);
    const entity = { kind: 'role', name } as const;
    const { items, ...rest } = await pageOfInlinePolicies(state, entity, input, context, 'ListRolePolicies');
    return { PolicyNames: items.map(({ policyName }) => policyName), ...rest };
  },
};
