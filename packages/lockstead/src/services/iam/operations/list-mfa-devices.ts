/**
 * ListMFADevices: the devices that are enabled for a user; the caller's own when no user is named.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html
 */
import type { IamRead } from '../operation.ts';
import { page } from '../paging.ts';
import { iamState } from '../state/state.ts';
import { mfaDeviceShape } from '../user-credentials/mfa/devices.ts';
import { ownerOf } from '../user-credentials/owner.ts';

export const listMFADevices: IamRead<'ListMFADevices'> = {
  name: 'ListMFADevices',
  effect: 'read',

  async handle(input, context) {
    const state = iamState(context.reader, context.account);
    const { id, name = '' } = await ownerOf(state, input.UserName, context);
    const listing = { index: 'user', key: id };
    const { items, ...rest } = await page(state.mfaDevices, listing, input, context, 'ListMFADevices', [id]);
    return { MFADevices: items.map((device) => mfaDeviceShape(name, device)), ...rest };
  },
};
