/**
 * GetInstanceProfile: an instance profile and the role in it.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html
 */
import { findInstanceProfile } from '../entities/find.ts';
import { instanceProfileShape } from '../entities/instance-profile-shape.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const getInstanceProfile: IamRead<'GetInstanceProfile'> = {
  name: 'GetInstanceProfile',
  effect: 'read',

  async handle(input, { reader, account }) {
    const profile = await findInstanceProfile(iamState(reader, account), input.InstanceProfileName);
    return { InstanceProfile: await instanceProfileShape(reader, account, profile) };
  },
};
