/**
 * TagUser: adds tags to a user, over those of the same key.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagUser.html
 */
import { findUser } from '../entities/find.ts';
import { newTags } from '../entities/tags.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const tagUser: IamWrite<'TagUser'> = {
  name: 'TagUser',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const user = await findUser(state, input.UserName);
    await state.users.update({ ...user, tags: newTags(user.tags, input.Tags) });
    return {};
  },
};
