/** What operations on MFA devices ask for: whoever gives one to a user, or takes it away, needs the user; whoever makes one, the device. */
import { iamArn, parseArn } from '#kernel/arn';
import { requestTagKeys, resourceTagKeys } from '../../tags/condition-keys.ts';
import { mfaDeviceArn } from '../entities/arns.ts';
import type { IamInput } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { onUser } from './on-user.ts';
import { type Context, creation, type IamAuthorize, type OperationOn, pair } from './pairs.ts';

export const EnableMFADevice: IamAuthorize<'EnableMFADevice'> = onUser('EnableMFADevice');
export const DeactivateMFADevice: IamAuthorize<'DeactivateMFADevice'> = onUser('DeactivateMFADevice');
export const ResyncMFADevice: IamAuthorize<'ResyncMFADevice'> = onUser('ResyncMFADevice');
export const ListMFADevices: IamAuthorize<'ListMFADevices'> = onUser('ListMFADevices');
export const GetMFADevice: IamAuthorize<'GetMFADevice'> = onUser('GetMFADevice');

export const ListVirtualMFADevices: IamAuthorize<'ListVirtualMFADevices'> = async (_input, _reader, context) =>
  pair('ListVirtualMFADevices', iamArn(context.account, 'mfa/'), context);

export const CreateVirtualMFADevice: IamAuthorize<'CreateVirtualMFADevice'> = async (input, _reader, context) => {
  const { Path: path = '/', VirtualMFADeviceName: name, Tags } = input;
  const resource = mfaDeviceArn(context.account, { path, name });
  return creation({ action: 'CreateVirtualMFADevice', tagAction: 'TagMFADevice', resource, tags: Tags }, context);
};

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

export const DeleteVirtualMFADevice: IamAuthorize<'DeleteVirtualMFADevice'> = onDevice('DeleteVirtualMFADevice');
export const ListMFADeviceTags: IamAuthorize<'ListMFADeviceTags'> = onDevice('ListMFADeviceTags');
export const TagMFADevice: IamAuthorize<'TagMFADevice'> = onDevice('TagMFADevice', ({ Tags }) => requestTagKeys(Tags));
export const UntagMFADevice: IamAuthorize<'UntagMFADevice'> = onDevice('UntagMFADevice', ({ TagKeys }) => ({
  'aws:TagKeys': TagKeys,
}));
