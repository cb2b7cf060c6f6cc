/**
 * UpdateGroup: renames a group, or moves it to another path. Its users and policies stay.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateGroup.html
 */
import { findGroup } from '../entities/find.ts';
import { carryPolicies } from '../entities/rename.ts';
import { EntityAlreadyExists } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { type GroupRecord, iamState, nameKey } from '../state/state.ts';

export const updateGroup: IamWrite<'UpdateGroup'> = {
  name: 'UpdateGroup',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const group = await findGroup(state, input.GroupName);
    const renamed: GroupRecord = {
      ...group,
      name: input.NewGroupName ?? group.name,
      path: input.NewPath ?? group.path,
    };
    if (nameKey(renamed.name) === nameKey(group.name)) {
      await state.groups.update(renamed);
    } else {
      if ((await state.groups.get(nameKey(renamed.name))) !== undefined) throw EntityAlreadyExists.group(renamed.name);
      await state.groups.delete(nameKey(group.name));
      await state.groups.insert(renamed);
    }
    if (renamed.name !== group.name) await carryPolicies(state, { kind: 'group', name: group.name }, renamed.name);
    return {};
  },
};
