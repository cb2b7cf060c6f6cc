/**
 * AttachGroupPolicy: attaches a managed policy to a group. Attaching it twice is no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachGroupPolicy.html
 */
import { findGroup } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { attachPolicy } from '../policies/attachments.ts';
import { iamState } from '../state/state.ts';

export const attachGroupPolicy: IamWrite<'AttachGroupPolicy'> = {
  name: 'AttachGroupPolicy',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { name } = await findGroup(state, input.GroupName);
    await attachPolicy(state, account, { kind: 'group', name }, input.PolicyArn);
    return {};
  },
};
