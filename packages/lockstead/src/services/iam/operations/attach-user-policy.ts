/**
 * AttachUserPolicy: hangs a managed policy on a user. Attaching it twice is no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html
 */
import { attachPolicy } from '../attachments.ts';
import { findUser } from '../find.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state.ts';

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
