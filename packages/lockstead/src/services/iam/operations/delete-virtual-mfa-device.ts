/**
 * DeleteVirtualMFADevice: deletes a device that no user has.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html
 */
import { mfaDeviceInUse } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { findDevice } from '../user-credentials/mfa/devices.ts';

export const deleteVirtualMFADevice: IamWrite<'DeleteVirtualMFADevice'> = {
  name: 'DeleteVirtualMFADevice',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const device = await findDevice(state, input.SerialNumber);
    if (device.userId !== undefined) throw mfaDeviceInUse();
    await state.mfaDevices.delete(device.serial);
    return {};
  },
};
