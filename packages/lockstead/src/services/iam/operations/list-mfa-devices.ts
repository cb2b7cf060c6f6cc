/**
 * ListMFADevices: the devices that are enabled for a user, passkeys among them; the caller's own when no user is named.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html
 */
import { toDate } from '#kernel/clock';
import type { IamRead } from '../operation.ts';
import { pageThrough, recordsOf } from '../paging.ts';
import { iamState } from '../state/state.ts';
import type * as iam from '../structures.ts';
import { mfaDeviceShape } from '../user-credentials/mfa/devices.ts';
import type { MfaDeviceRecord, PasskeyRecord } from '../user-credentials/mfa/state.ts';
import { ownerOf } from '../user-credentials/owner.ts';

export const listMFADevices: IamRead<'ListMFADevices'> = {
  name: 'ListMFADevices',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const { id, name = '' } = await ownerOf(state, input.UserName, context);
    const listing = { index: 'user', key: id };
    const { items, ...rest } = await pageThrough<MfaDeviceRecord | PasskeyRecord, iam.MFADevice>(
      [recordsOf('0', state.mfaDevices, listing), recordsOf('1', state.passkeys, listing)],
      input,
      context,
      'ListMFADevices',
      [id],
      async (device) =>
        'seed' in device
          ? mfaDeviceShape(name, device)
          : { UserName: name, SerialNumber: device.serial, EnableDate: toDate(device.enabledAt) },
    );
    return { MFADevices: [...items], ...rest };
  },
};
