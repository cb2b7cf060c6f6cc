/**
 * ListMFADeviceTags: a virtual MFA device's tags, sorted by key.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADeviceTags.html
 */
import { pageOfTags } from '../entities/tags.ts';
import type { IamRead } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { findDevice } from '../user-credentials/mfa/devices.ts';

export const listMFADeviceTags: IamRead<'ListMFADeviceTags'> = {
  name: 'ListMFADeviceTags',
  effect: 'read',

  async handle(input, context) {
    const device = await findDevice(iamState(context.reader, context.account), input.SerialNumber);
    return pageOfTags(device.tags, input, context, 'ListMFADeviceTags', device.serial);
  },
};
