/**
 * AttachRolePolicy: hangs a managed policy on a role. Attaching it twice is no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html
 */
import { attachPolicy } from '../attachments.ts';
import { findOwnRole } from '../find.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state.ts';

export const attachRolePolicy: IamWrite<'AttachRolePolicy'> = {
  name: 'AttachRolePolicy',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { name } = await findOwnRole(state, input.RoleName);
    await attachPolicy(state, account, { kind: 'role', name }, input.PolicyArn);
    return {};
  },
};
