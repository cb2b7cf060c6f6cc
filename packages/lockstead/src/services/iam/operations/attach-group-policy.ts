/**
 * AttachGroupPolicy: hangs a managed policy on a group. Attaching it twice is no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachGroupPolicy.html
 */
import { attachPolicy } from '../attachments.ts';
import { findGroup } from '../find.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state.ts';

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
