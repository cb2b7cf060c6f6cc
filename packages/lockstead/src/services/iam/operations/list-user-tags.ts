/**
 * ListUserTags: a user's tags, sorted by key.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserTags.html
 */
import { findUser } from '../entities/find.ts';
import { pageOfTags } from '../entities/tags.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const listUserTags: IamRead<'ListUserTags'> = {
  name: 'ListUserTags',
  effect: 'read',

  async handle(input, context) {
    const user = await findUser(iamState(context.reader, context.account), input.UserName);
    return pageOfTags(user.tags, input, context, 'ListUserTags', user.id);
  },
};
