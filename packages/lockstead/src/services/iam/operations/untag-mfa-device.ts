/**
 * UntagMFADevice: takes tags from a virtual MFA device; keys that it does not have are no error.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagMFADevice.html
 */
import { withoutTags } from '../entities/tags.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { findDevice } from '../user-credentials/mfa/devices.ts';

export const untagMFADevice: IamWrite<'UntagMFADevice'> = {
  name: 'UntagMFADevice',
  effect: 'write',

  async handle(input, { tx, account }) {
    const state = iamState(tx, account);
    const device = await findDevice(state, input.SerialNumber);
    await state.mfaDevices.update({ ...device, tags: withoutTags(device.tags, input.TagKeys) });
    return {};
  },
};
