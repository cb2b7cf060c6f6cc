/**
 * AttachRolePolicy: attaches a managed policy to a role. Attaching it twice is no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html
 */
import { findOwnRole } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { attachPolicy } from '../policies/attachments.ts';
import { iamState } from '../state/state.ts';

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
