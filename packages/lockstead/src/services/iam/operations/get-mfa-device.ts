/**
 * GetMFADevice: a FIDO security key, by its ARN. No key can be registered without the console, so that there is none.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetMFADevice.html
 */
import { findUser } from '../entities/find.ts';
import { NoSuchEntity } from '../errors.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const getMFADevice: IamRead<'GetMFADevice'> = {
  name: 'GetMFADevice',
  effect: 'read',

  async handle(input, { reader, account }) {
    if (input.UserName !== undefined) await findUser(iamState(reader, account), input.UserName);
    throw NoSuchEntity.mfaDeviceOfUser();
  },
};
