/**
 * ResyncMFADevice: learns from two codes in a row how far a device's clock is off, and judges its codes by that from now on.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResyncMFADevice.html
 */
import { findUser } from '../entities/find.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { findDeviceOf, proveTwoCodes, resyncWindowSteps } from '../user-credentials/mfa/devices.ts';

export const resyncMFADevice: IamWrite<'ResyncMFADevice'> = {
  name: 'ResyncMFADevice',
  effect: 'write',
  masked: ['AuthenticationCode1', 'AuthenticationCode2'],

  async handle(input, { tx, account, clock }) {
    const state = iamState(tx, account);
    const user = await findUser(state, input.UserName);
    const device = await findDeviceOf(state, user, input.SerialNumber);
    const shown = proveTwoCodes(device, input, clock.wallNow(), resyncWindowSteps);
    await state.mfaDevices.update({ ...device, ...shown });
    return {};
  },
};
