/**
 * ListInstanceProfileTags: an instance profile's tags, sorted by key.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfileTags.html
 */
import { findInstanceProfile } from '../entities/find.ts';
import { pageOfTags } from '../entities/tags.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const listInstanceProfileTags: IamRead<'ListInstanceProfileTags'> = {
  name: 'ListInstanceProfileTags',
  effect: 'read',

  async handle(input, context) {
    const found = await findInstanceProfile(iamState(context.reader, context.account), input.InstanceProfileName);
    return pageOfTags(found.tags, input, context, 'ListInstanceProfileTags', found.id);
  },
};
