/**
 * ListVirtualMFADevices: the account's virtual devices, all of them or those that are somebody's or nobody's.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html
 */
import { userById } from '../memberships.ts';
import { virtualDeviceShape } from '../mfa/devices.ts';
import type { IamRead } from '../operation.ts';
import { page } from '../paging.ts';
import { iamState } from '../state.ts';

export const listVirtualMFADevices: IamRead<'ListVirtualMFADevices'> = {
  name: 'ListVirtualMFADevices',
  effect: 'read',

  async handle(input, context) {
    const { reader, account } = context;
    const state = iamState(reader, account);
    const status = input.AssignmentStatus ?? 'Any';
    const { items, ...rest } = await page(
      state.mfaDevices,
      {},
      input,
      context,
      'ListVirtualMFADevices',
      [status],
      (device) => (status === 'Any' ? true : (device.userId !== undefined) === (status === 'Assigned')),
    );
    const shown = items.map(async (device) => {
      const user = device.userId === undefined ? undefined : await userById(state, device.userId);
      return virtualDeviceShape(account, device, user);
    });
    return { VirtualMFADevices: await Promise.all(shown), ...rest };
  },
};
