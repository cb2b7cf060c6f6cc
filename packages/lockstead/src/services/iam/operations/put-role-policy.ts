/**
 * PutRolePolicy: writes a policy into a role, over one of the same name.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
 */
import { findOwnRole } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { putInlinePolicy } from '../policies/inline-policies.ts';
import { iamState } from '../state/state.ts';

export const putRolePolicy: IamWrite<'PutRolePolicy'> = {
  name: 'PutRolePolicy',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { name } = await findOwnRole(state, input.RoleName);
    await putInlinePolicy(state, { kind: 'role', name }, input.PolicyName, input.PolicyDocument);
    return {};
  },
};
