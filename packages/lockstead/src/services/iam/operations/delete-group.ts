/**
 * DeleteGroup: removes a group without users and policies.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html
 */
import { findGroup } from '../entities/find.ts';
import { DeleteConflict } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { entityKey, iamState, nameKey } from '../state/state.ts';

export const deleteGroup: IamWrite<'DeleteGroup'> = {
  name: 'DeleteGroup',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const group = await findGroup(state, input.GroupName);
    const own = { index: 'entity', key: entityKey({ kind: 'group', name: group.name }) };
    if ((await state.memberships.count({ index: 'group', key: group.id })) > 0) {
      throw DeleteConflict.first('memberships');
    }
    if ((await state.attachments.count(own)) > 0) throw DeleteConflict.first('attachedPolicies');
    if ((await state.inlinePolicies.count(own)) > 0) throw DeleteConflict.first('inlinePolicies');
    await state.groups.delete(nameKey(group.name));
    return {};
  },
};
