/**
 * EnableMFADevice: a device becomes a user's, who shows with two codes in a row that it is in hand.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html
 */
import { EntityAlreadyExists, LimitExceeded } from '../errors.ts';
import { findUser } from '../find.ts';
import { iamLimits } from '../limits.ts';
import { findDevice, proveTwoCodes, windowSteps } from '../mfa/devices.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state.ts';

export const enableMFADevice: IamWrite<'EnableMFADevice'> = {
  name: 'EnableMFADevice',
  effect: 'write',
  masked: ['AuthenticationCode1', 'AuthenticationCode2'],

  async handle(input, { tx, account, clock }) {
    const state = iamState(tx, account);
    const user = await findUser(state, input.UserName);
    const device = await findDevice(state, input.SerialNumber);
    if (device.userId !== undefined) throw EntityAlreadyExists.enabledMfaDevice(device.serial);
    if ((await state.mfaDevices.count({ index: 'user', key: user.id })) >= iamLimits.MFADevicesPerUser) {
      throw LimitExceeded.quota('MFADevicesPerUser', iamLimits.MFADevicesPerUser);
    }
    const shown = proveTwoCodes(device, input, clock.wallNow(), windowSteps);
    await state.mfaDevices.update({ ...device, ...shown, userId: user.id, enabledAt: clock.now() });
    return {};
  },
};
