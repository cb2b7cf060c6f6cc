/**
 * UntagUser: takes tags off a user; keys that it does not have are no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagUser.html
 */
import { findUser } from '../entities/find.ts';
import { withoutTags } from '../entities/tags.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const untagUser: IamWrite<'UntagUser'> = {
  name: 'UntagUser',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const user = await findUser(state, input.UserName);
    await state.users.update({ ...user, tags: withoutTags(user.tags, input.TagKeys) });
    return {};
  },
};
