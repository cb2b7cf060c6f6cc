/**
 * UntagPolicy: takes tags from a managed policy; keys that it does not have are no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagPolicy.html
 */
import { findOwnPolicy } from '../managed-policy.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state.ts';
import { withoutTags } from '../tags.ts';

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
