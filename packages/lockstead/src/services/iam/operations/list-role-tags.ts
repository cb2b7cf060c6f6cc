/**
 * ListRoleTags: a role's tags, sorted by key.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html
 */
import { findRole } from '../entities/find.ts';
import { pageOfTags } from '../entities/tags.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const listRoleTags: IamRead<'ListRoleTags'> = {
  name: 'ListRoleTags',
  effect: 'read',

  async handle(input, context) {
    const found = await findRole(iamState(context.reader, context.account), input.RoleName);
    return pageOfTags(found.tags, input, context, 'ListRoleTags', found.id);
  },
};
