/**
 * CreateUser: a new IAM user, who may do nothing until something is granted.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html
 */
import { newUniqueId } from '#kernel/ids';
import { userShape } from '../entities/shapes.ts';
import { newTags } from '../entities/tags.ts';
import { EntityAlreadyExists } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { checkBoundary } from '../policies/boundary.ts';
import type { AccountQuotas } from '../provides/account-quotas.ts';
import { iamState, nameKey, type UserRecord } from '../state/state.ts';

export const createUser = (quotas: AccountQuotas): IamWrite<'CreateUser'> => ({
  name: 'CreateUser',
  effect: 'write',

  async handle(input, { tx, account, clock, entropy }) {
    const state = iamState(tx, account);
    const name = input.UserName;
    if ((await state.users.get(nameKey(name))) !== undefined) throw EntityAlreadyExists.user(name);
    await quotas.check(tx, account, 'UsersPerAccount');
    const boundary = await checkBoundary(state, account, input.PermissionsBoundary);
    const user: UserRecord = {
      name,
      path: input.Path ?? '/',
      id: newUniqueId(entropy, 'AIDA'),
      createdAt: clock.now(),
      ...(boundary === undefined ? {} : { boundary }),
      tags: newTags([], input.Tags),
    };
    await state.users.insert(user);
    return { User: userShape(account, user) };
  },
});
