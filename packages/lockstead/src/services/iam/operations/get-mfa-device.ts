/**
 * GetMFADevice: a passkey or security key, by its ARN; of the named user, or of the caller.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetMFADevice.html
 */
import { toDate } from '#kernel/clock';
import { NoSuchEntity } from '../errors.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { ownerOf } from '../user-credentials/owner.ts';

export const getMFADevice: IamRead<'GetMFADevice'> = {
  name: 'GetMFADevice',
  effect: 'read',

  /** `Certifications` are left out: the FIDO Alliance's list of devices is not asked. */
  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const owner = await ownerOf(state, input.UserName, context);
    const passkey = await state.passkeys.get(input.SerialNumber);
    if (passkey?.userId !== owner.id) throw NoSuchEntity.mfaDeviceOfUser();
    return {
      ...(owner.name === undefined ? {} : { UserName: owner.name }),
      SerialNumber: passkey.serial,
      EnableDate: toDate(passkey.enabledAt),
    };
  },
};
