/**
 * CreateGroup: a new, empty group.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html
 */
import { newUniqueId } from '#kernel/ids';
import { groupShape } from '../entities/shapes.ts';
import { EntityAlreadyExists } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import type { AccountQuotas } from '../provides/account-quotas.ts';
import { type GroupRecord, iamState, nameKey } from '../state/state.ts';

export const createGroup = (quotas: AccountQuotas): IamWrite<'CreateGroup'> => ({
  name: 'CreateGroup',
  effect: 'write',

  async handle(input, { tx, account, clock, entropy }) {
    const state = iamState(tx, account);
    const name = input.GroupName;
    if ((await state.groups.get(nameKey(name))) !== undefined) throw EntityAlreadyExists.group(name);
    await quotas.check(tx, account, 'GroupsPerAccount');
    const group: GroupRecord = {
      name,
      path: input.Path ?? '/',
      id: newUniqueId(entropy, 'AGPA'),
      createdAt: clock.now(),
    };
    await state.groups.insert(group);
    return { Group: groupShape(account, group) };
  },
});
