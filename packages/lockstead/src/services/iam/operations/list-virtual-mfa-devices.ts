/**
 * ListVirtualMFADevices: the account's virtual devices, all of them or those that are somebody's or nobody's.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html
 */
import { userById } from '../entities/memberships.ts';
import type { IamRead } from '../operation.ts';
import { pageThrough, recordsOf } from '../paging.ts';
import { isIndexed } from '../state/path-index.ts';
import { iamState } from '../state/state.ts';
import { virtualDeviceShape } from '../user-credentials/mfa/devices.ts';

export const listVirtualMFADevices: IamRead<'ListVirtualMFADevices'> = {
  name: 'ListVirtualMFADevices',
  effect: 'read',

  async handle(input, context) {
    const { reader, account } = context;
    const state = iamState(reader, account);
    const status = input.AssignmentStatus ?? 'Any';
    const byIndex = status !== 'Any' && (await isIndexed(reader));
    const { items, ...rest } = await pageThrough(
      [recordsOf('0', state.mfaDevices, byIndex ? { index: 'assignment', key: status } : {})],
      input,
      context,
      'ListVirtualMFADevices',
      [status],
      async (device) => {
        if (status !== 'Any' && (device.userId !== undefined) !== (status === 'Assigned')) return undefined;
        const user = device.userId === undefined ? undefined : await userById(state, device.userId);
        return virtualDeviceShape(account, device, user);
      },
    );
    return { VirtualMFADevices: [...items], ...rest };
  },
};
