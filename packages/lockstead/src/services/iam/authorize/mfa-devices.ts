/** What operations on MFA devices ask for: whoever gives one to a user, or takes it away, needs the user; whoever makes one, the device. */
import { iamArn, parseArn } from '#kernel/arn';
import { requestTagKeys, resourceTagKeys } from '../../tags/condition-keys.ts';
import { mfaDeviceArn } from '../entities/arns.ts';
import type { IamAuthorization, IamInput } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { onUser } from './on-user.ts';
import { type Context, creation, type IamAuthorize, type OperationOn, pair } from './pairs.ts';

/** The action that bears the operation's name, on the device whose serial number it names. */
function onDevice<Name extends OperationOn<'SerialNumber'>>(
  action: Name,
  also: (input: IamInput<Name>) => Context = () => ({}),
): IamAuthorize<Name> {
  return async (input, reader, context) => {
    const { SerialNumber: serial } = input as { readonly SerialNumber: string };
    const device = await iamState(reader, context.account).mfaDevices.get(serial);
    // A serial number that is no ARN is that of a device which is not virtual: there is none.
    const arn = parseArn(serial) === undefined ? iamArn(context.account, `mfa/${serial}`) : serial;
    return pair(action, arn, context, { ...resourceTagKeys(device?.tags ?? []), ...also(input) });
  };
}

export const mfaDeviceAuthorization = {
  EnableMFADevice: onUser('EnableMFADevice'),
  DeactivateMFADevice: onUser('DeactivateMFADevice'),
  ResyncMFADevice: onUser('ResyncMFADevice'),
  ListMFADevices: onUser('ListMFADevices'),
  GetMFADevice: onUser('GetMFADevice'),
  ListVirtualMFADevices: async (_input, _reader, context) =>
    pair('ListVirtualMFADevices', iamArn(context.account, 'mfa/'), context),
  CreateVirtualMFADevice: async (input, _reader, context) => {
    const { Path: path = '/', VirtualMFADeviceName: name, Tags } = input;
    const resource = mfaDeviceArn(context.account, { path, name });
    return creation({ action: 'CreateVirtualMFADevice', tagAction: 'TagMFADevice', resource, tags: Tags }, context);
  },
  DeleteVirtualMFADevice: onDevice('DeleteVirtualMFADevice'),
  ListMFADeviceTags: onDevice('ListMFADeviceTags'),
  TagMFADevice: onDevice('TagMFADevice', ({ Tags }) => requestTagKeys(Tags)),
  UntagMFADevice: onDevice('UntagMFADevice', ({ TagKeys }) => ({
    'aws:TagKeys': TagKeys,
  })),
} satisfies IamAuthorization;
