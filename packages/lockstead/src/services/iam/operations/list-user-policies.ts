/**
 * ListUserPolicies: the names of the policies written into a user.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserPolicies.html
 */
import { findUser } from '../entities/find.ts';
import type { IamRead } from '../operation.ts';
import { pageOfInlinePolicies } from '../policies/inline-policies.ts';
import { iamState } from '../state/state.ts';

export const listUserPolicies: IamRead<'ListUserPolicies'> = {
  name: 'ListUserPolicies',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const { name } = await findUser(state, input.UserName);
    const entity = { kind: 'user', name } as const;
    const { items, ...rest } = await pageOfInlinePolicies(state, entity, input, context, 'ListUserPolicies');
    return { PolicyNames: items.map(({ policyName }) => policyName), ...rest };
  },
};
