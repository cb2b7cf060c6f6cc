/**
 * GetUserPolicy: a policy written into a user, percent-encoded as AWS answers documents.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUserPolicy.html
 */
import { findUser } from '../entities/find.ts';
import type { IamRead } from '../operation.ts';
import { findInlinePolicy } from '../policies/inline-policies.ts';
import { encodeDocument } from '../policies/policy-document.ts';
import { iamState } from '../state/state.ts';

export const getUserPolicy: IamRead<'GetUserPolicy'> = {
  name: 'GetUserPolicy',
  effect: 'read',

  async handle(input, { reader, account }) {
    const state = iamState(reader, account);
    const { name } = await findUser(state, input.UserName);
    const policy = await findInlinePolicy(state, { kind: 'user', name }, input.PolicyName);
    return { UserName: name, PolicyName: policy.policyName, PolicyDocument: encodeDocument(policy.text) };
  },
};
