/**
 * DetachGroupPolicy: takes a managed policy off a group.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachGroupPolicy.html
 */
import { detachPolicy } from '../attachments.ts';
import { findGroup } from '../find.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state.ts';

export const detachGroupPolicy: IamWrite<'DetachGroupPolicy'> = {
  name: 'DetachGroupPolicy',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { name } = await findGroup(state, input.GroupName);
    await detachPolicy(state, { kind: 'group', name }, input.PolicyArn);
    return {};
  },
};
