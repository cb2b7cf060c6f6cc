/**
 * PutUserPolicy: writes a policy into a user, or over the one of the same name.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html
 */
import { findUser } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { putInlinePolicy } from '../policies/inline-policies.ts';
import { iamState } from '../state/state.ts';

export const putUserPolicy: IamWrite<'PutUserPolicy'> = {
  name: 'PutUserPolicy',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { name } = await findUser(state, input.UserName);
    await putInlinePolicy(state, { kind: 'user', name }, input.PolicyName, input.PolicyDocument);
    return {};
  },
};
