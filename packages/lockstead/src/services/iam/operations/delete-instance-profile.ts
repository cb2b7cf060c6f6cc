/**
 * DeleteInstanceProfile: takes an empty instance profile away.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteInstanceProfile.html
 */
import { findInstanceProfile } from '../entities/find.ts';
import { DeleteConflict } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { iamState, nameKey } from '../state/state.ts';

export const deleteInstanceProfile: IamWrite<'DeleteInstanceProfile'> = {
  name: 'DeleteInstanceProfile',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const { name, role } = await findInstanceProfile(state, input.InstanceProfileName);
    if (role !== undefined) throw DeleteConflict.first('instanceProfiles');
    await state.instanceProfiles.delete(nameKey(name));
    return {};
  },
};
