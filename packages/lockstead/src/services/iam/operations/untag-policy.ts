/**
 * UntagPolicy: takes tags from a managed policy; keys that it does not have are no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagPolicy.html
 */
import { withoutTags } from '../entities/tags.ts';
import type { IamWrite } from '../operation.ts';
import { findOwnPolicy } from '../policies/managed-policy.ts';
import { iamState } from '../state/state.ts';

export const untagPolicy: IamWrite<'UntagPolicy'> = {
  name: 'UntagPolicy',
  effect: 'write',

  async handle(input, context) {
    const state = iamState(context.tx, context.account);
    const policy = await findOwnPolicy(state, context, 'UntagPolicy', input.PolicyArn);
    await state.policies.update({ ...policy, tags: withoutTags(policy.tags, input.TagKeys) });
    return {};
  },
};
