/**
 * EnableMFADevice: gives a device to a user, who proves with two codes in a row that the device is there.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html
 */
import { findUser } from '../entities/find.ts';
import { EntityAlreadyExists } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { findDevice, proveTwoCodes, windowSteps } from '../user-credentials/mfa/devices.ts';
import { requireRoomForDevice } from '../user-credentials/mfa/passkeys.ts';

export const enableMFADevice: IamWrite<'EnableMFADevice'> = {
  name: 'EnableMFADevice',
  effect: 'write',
  masked: ['AuthenticationCode1', 'AuthenticationCode2'],

  async handle(input, { tx, account, clock }) {
    const state = iamState(tx, account);
    const user = await findUser(state, input.UserName);
    const device = await findDevice(state, input.SerialNumber);
    if (device.userId !== undefined) throw EntityAlreadyExists.enabledMfaDevice(device.serial);
    await requireRoomForDevice(state, user.id);
    const shown = proveTwoCodes(device, input, clock.wallNow(), windowSteps);
    await state.mfaDevices.update({ ...device, ...shown, userId: user.id, enabledAt: clock.now() });
    return {};
  },
};
