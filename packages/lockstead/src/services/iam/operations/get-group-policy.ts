/**
 * GetGroupPolicy: a policy written into a group, percent-encoded as AWS answers documents.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroupPolicy.html
 */
import { findGroup } from '../entities/find.ts';
import type { IamRead } from '../operation.ts';
import { findInlinePolicy } from '../policies/inline-policies.ts';
import { encodeDocument } from '../policies/policy-document.ts';
import { iamState } from '../state/state.ts';

export const getGroupPolicy: IamRead<'GetGroupPolicy'> = {
  name: 'GetGroupPolicy',
  effect: 'read',

  async handle(input, { reader, account }) {
    const state = iamState(reader, account);
    const { name } = await findGroup(state, input.GroupName);
    const policy = await findInlinePolicy(state, { kind: 'group', name }, input.PolicyName);
    return { GroupName: name, PolicyName: policy.policyName, PolicyDocument: encodeDocument(policy.text) };
  },
};
