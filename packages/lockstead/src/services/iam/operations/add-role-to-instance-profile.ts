/**
 * AddRoleToInstanceProfile: puts a role into an instance profile, which holds one.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html
 */
import { findInstanceProfile, findOwnRole } from '../entities/find.ts';
import { LimitExceeded } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

const rolesMax = 1;

export const addRoleToInstanceProfile: IamWrite<'AddRoleToInstanceProfile'> = {
  name: 'AddRoleToInstanceProfile',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const role = await findOwnRole(state, input.RoleName);
    const profile = await findInstanceProfile(state, input.InstanceProfileName);
    if (profile.role !== undefined) throw LimitExceeded.quota('InstanceSessionsPerInstanceProfile', rolesMax);
    await state.instanceProfiles.update({ ...profile, role: role.name });
    return {};
  },
};
