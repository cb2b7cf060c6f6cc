/**
 * UntagInstanceProfile: takes tags from an instance profile; keys that it does not have are no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagInstanceProfile.html
 */
import { findInstanceProfile } from '../entities/find.ts';
import { withoutTags } from '../entities/tags.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const untagInstanceProfile: IamWrite<'UntagInstanceProfile'> = {
  name: 'UntagInstanceProfile',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const found = await findInstanceProfile(state, input.InstanceProfileName);
    await state.instanceProfiles.update({ ...found, tags: withoutTags(found.tags, input.TagKeys) });
    return {};
  },
};
