/**
 * UpdateUser: renames a user, or moves it to another path. Its keys, groups, policies and sessions stay its own.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html
 */
import { findUser } from '../entities/find.ts';
import { carryPolicies } from '../entities/rename.ts';
import { EntityAlreadyExists } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { type IamWriter, iamState, nameKey, type UserRecord } from '../state/state.ts';

export const updateUser: IamWrite<'UpdateUser'> = {
  name: 'UpdateUser',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const user = await findUser(state, input.UserName);
    const renamed: UserRecord = { ...user, name: input.NewUserName ?? user.name, path: input.NewPath ?? user.path };
    if (nameKey(renamed.name) === nameKey(user.name)) {
      await state.users.update(renamed);
    } else {
      if ((await state.users.get(nameKey(renamed.name))) !== undefined) throw EntityAlreadyExists.user(renamed.name);
      await state.users.delete(nameKey(user.name));
      await state.users.insert(renamed);
    }
    if (renamed.name !== user.name) {
      await carryPolicies(state, { kind: 'user', name: user.name }, renamed.name);
      await carryKeys(state, user.name, renamed.name);
    }
    return {};
  },
};

async function carryKeys(state: IamWriter, from: string, to: string): Promise<void> {
  for (const { record } of await state.accessKeys.list({ index: 'user', key: nameKey(from) })) {
    await state.accessKeys.update({ ...record, user: to });
  }
}
