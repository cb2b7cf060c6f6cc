/**
 * TagInstanceProfile: puts tags on an instance profile, over those of the same keys.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagInstanceProfile.html
 */

import type { TagRules } from '../../tags/tag-rules.ts';
import { findInstanceProfile } from '../entities/find.ts';
import { ruledTags } from '../entities/tags.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const tagInstanceProfile = (rules: TagRules): IamWrite<'TagInstanceProfile'> => ({
  name: 'TagInstanceProfile',
  effect: 'write',

  async handle(input, context) {
    const { tx, account } = context;
    const state = iamState(tx, account);
    const found = await findInstanceProfile(state, input.InstanceProfileName);
    await state.instanceProfiles.update({
      ...found,
      tags: await ruledTags(rules, context, 'instance-profile', found.tags, input.Tags),
    });
    return {};
  },
});
