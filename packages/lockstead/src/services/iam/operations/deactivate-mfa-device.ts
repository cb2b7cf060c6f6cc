/**
 * DeactivateMFADevice: takes a device from its user. Codes that were accepted stay used; a passkey is gone with it.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html
 */
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { findDeviceOf } from '../user-credentials/mfa/devices.ts';
import { ownerOf } from '../user-credentials/owner.ts';

export const deactivateMFADevice: IamWrite<'DeactivateMFADevice'> = {
  name: 'DeactivateMFADevice',
  effect: 'write',

  async handle(input, context) {
    const state = iamState(context.tx, context.account);
    const owner = await ownerOf(state, input.UserName, context);
    const passkey = await state.passkeys.get(input.SerialNumber);
    if (passkey?.userId === owner.id) {
      await state.passkeys.delete(passkey.serial);
      return {};
    }
    const { userId, enabledAt, ...device } = await findDeviceOf(state, owner, input.SerialNumber);
    await state.mfaDevices.update(device);
    return {};
  },
};
