/**
 * GetRolePolicy: the text of a policy that is written into a role.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
 */
import { findRole } from '../entities/find.ts';
import type { IamRead } from '../operation.ts';
import { findInlinePolicy } from '../policies/inline-policies.ts';
import { encodeDocument } from '../policies/policy-document.ts';
import { iamState } from '../state/state.ts';

export const getRolePolicy: IamRead<'GetRolePolicy'> = {
  name: 'GetRolePolicy',
  effect: 'read',

  async handle(input, { reader, account }) {
    const state = iamState(reader, account);
    const { name } = await findRole(state, input.RoleName);
    const policy = await findInlinePolicy(state, { kind: 'role', name }, input.PolicyName);
    return { RoleName: name, PolicyName: policy.policyName, PolicyDocument: encodeDocument(policy.text) };
  },
};
