/**
 * TagRole: puts tags on a role, over those of the same keys.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html
 */
import { findRole } from '../entities/find.ts';
import { newTags } from '../entities/tags.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const tagRole: IamWrite<'TagRole'> = {
  name: 'TagRole',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const found = await findRole(state, input.RoleName);
    await state.roles.update({ ...found, tags: newTags(found.tags, input.Tags) });
    return {};
  },
};
