/**
 * RemoveRoleFromInstanceProfile: takes the role out of an instance profile.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveRoleFromInstanceProfile.html
 */
import { findInstanceProfile, findOwnRole } from '../entities/find.ts';
import { NoSuchEntity } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const removeRoleFromInstanceProfile: IamWrite<'RemoveRoleFromInstanceProfile'> = {
  name: 'RemoveRoleFromInstanceProfile',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    // The role is looked for first: that is what AWS names where neither is there.
    const { name } = await findOwnRole(state, input.RoleName);
    const { role, ...profile } = await findInstanceProfile(state, input.InstanceProfileName);
    if (role !== name) throw NoSuchEntity.role(name);
    await state.instanceProfiles.update(profile);
    return {};
  },
};
