/**
 * AttachUserPolicy: attaches a managed policy to a user. Attaching it twice is no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html
 */
import { findUser } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { attachPolicy } from '../policies/attachments.ts';
import { iamState } from '../state/state.ts';

export const attachUserPolicy: IamWrite<'AttachUserPolicy'> = {
  name: 'AttachUserPolicy',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const user = await findUser(state, input.UserName);
    await attachPolicy(state, account, { kind: 'user', name: user.name }, input.PolicyArn);
    return {};
  },
};
