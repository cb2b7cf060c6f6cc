/**
 * TagPolicy: puts tags on a managed policy of the account, over those of the same keys.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagPolicy.html
 */
import type { TagRules } from '../../tags/tag-rules.ts';
import { ruledTags } from '../entities/tags.ts';
import type { IamWrite } from '../operation.ts';
import { findOwnPolicy } from '../policies/managed-policy.ts';
import { iamState } from '../state/state.ts';

export const tagPolicy = (rules: TagRules): IamWrite<'TagPolicy'> => ({
  name: 'TagPolicy',
  effect: 'write',

  async handle(input, context) {
    const state = iamState(context.tx, context.account);
    const policy = await findOwnPolicy(state, context, 'TagPolicy', input.PolicyArn);
    await state.policies.update({
      ...policy,
      tags: await ruledTags(rules, context, 'policy', policy.tags, input.Tags),
    });
    return {};
  },
});
