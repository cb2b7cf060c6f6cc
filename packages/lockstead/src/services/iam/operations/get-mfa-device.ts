/**
 * GetMFADevice: a FIDO security key, by its ARN. No key can be registered without the console, so that there is none.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetMFADevice.html
 */
import { NoSuchEntity } from '../errors.ts';
import { findUser } from '../find.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state.ts';

export const getMFADevice: IamRead<'GetMFADevice'> = {
  name: 'GetMFADevice',
  effect: 'read',

  async handle(input, { reader, account }) {
    if (input.UserName !== undefined) await findUser(iamState(reader, account), input.UserName);
    throw NoSuchEntity.mfaDeviceOfUser();
  },
};
