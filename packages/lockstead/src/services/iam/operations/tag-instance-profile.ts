/**
 * TagInstanceProfile: puts tags on an instance profile, over those of the same keys.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagInstanceProfile.html
 */
import { findInstanceProfile } from '../entities/find.ts';
import { newTags } from '../entities/tags.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const tagInstanceProfile: IamWrite<'TagInstanceProfile'> = {
  name: 'TagInstanceProfile',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const found = await findInstanceProfile(state, input.InstanceProfileName);
    await state.instanceProfiles.update({ ...found, tags: newTags(found.tags, input.Tags) });
    return {};
  },
};
