/**
 * ListRolePolicies: the names of the policies that are written into a role.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRolePolicies.html
 */
import { findRole } from '../entities/find.ts';
import type { IamRead } from '../operation.ts';
import { pageOfInlinePolicies } from '../policies/inline-policies.ts';
import { iamState } from '../state/state.ts';

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
