/**
 * DetachGroupPolicy: takes a managed policy off a group.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachGroupPolicy.html
 */
import { findGroup } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { detachPolicy } from '../policies/attachments.ts';
import { iamState } from '../state/state.ts';

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
