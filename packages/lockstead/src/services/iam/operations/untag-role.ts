/**
 * UntagRole: takes tags from a role; keys that it does not have are no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html
 */
import { findRole } from '../entities/find.ts';
import { withoutTags } from '../entities/tags.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const untagRole: IamWrite<'UntagRole'> = {
  name: 'UntagRole',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const found = await findRole(state, input.RoleName);
    await state.roles.update({ ...found, tags: withoutTags(found.tags, input.TagKeys) });
    return {};
  },
};
