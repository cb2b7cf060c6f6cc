/**
 * DetachUserPolicy: takes a managed policy off a user.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html
 */
import { findUser } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { detachPolicy } from '../policies/attachments.ts';
import { iamState } from '../state/state.ts';

export const detachUserPolicy: IamWrite<'DetachUserPolicy'> = {
  name: 'DetachUserPolicy',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { name } = await findUser(state, input.UserName);
    await detachPolicy(state, { kind: 'user', name }, input.PolicyArn);
    return {};
  },
};
