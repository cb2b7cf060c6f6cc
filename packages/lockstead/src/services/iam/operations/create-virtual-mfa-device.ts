/**
 * CreateVirtualMFADevice: makes a seed for an authenticator app. Only this answer shows it. The device belongs to nobody until it is enabled.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html
 */
import { randomBase32 } from '#kernel/entropy';
import { present } from '#kernel/invariant';
import { Secret } from '#kernel/secret';
import type { TagRules } from '../../tags/tag-rules.ts';
import { mfaDeviceArn } from '../entities/arns.ts';
import { ruledTags } from '../entities/tags.ts';
import { EntityAlreadyExists } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import type { AccountQuotas } from '../provides/account-quotas.ts';
import { iamState } from '../state/state.ts';
import { qrCodePng, seedUri } from '../user-credentials/mfa/qr-code.ts';
import type { MfaDeviceRecord } from '../user-credentials/mfa/state.ts';

/** 320 bits, as AWS's have. */
const seedLength = 64;

interface Drawn {
  readonly seed: Secret;
  readonly qrCode: Buffer;
}

export const createVirtualMFADevice = (
  quotas: AccountQuotas,
  rules: TagRules,
): IamWrite<'CreateVirtualMFADevice', Drawn> => ({
  name: 'CreateVirtualMFADevice',
  effect: 'write',

  async prepare(input, { reader, account, entropy }) {
    const seed = new Secret(randomBase32(entropy, seedLength));
    const owner = present(await iamState(reader, account).accounts.get(account), `account ${account} exists`);
    const uri = seedUri(input.VirtualMFADeviceName, owner.alias ?? account, seed.reveal());
    return { seed, qrCode: qrCodePng(uri) };
  },

  async handle(input, context, { seed, qrCode }) {
    const { tx, account, clock } = context;
    const state = iamState(tx, account);
    const name = input.VirtualMFADeviceName;
    const path = input.Path ?? '/';
    const serial = mfaDeviceArn(account, { path, name });
    if ((await state.mfaDevices.get(serial)) !== undefined) throw EntityAlreadyExists.mfaDevice();
    await quotas.check(tx, account, 'MFADevicesPerAccount');
    const tags = await ruledTags(rules, context, 'mfa', [], input.Tags);
    const device: MfaDeviceRecord = { serial, path, name, seed, tags, createdAt: clock.now() };
    await state.mfaDevices.insert(device);
    return {
      VirtualMFADevice: {
        SerialNumber: serial,
        Base32StringSeed: Buffer.from(seed.reveal()),
        QRCodePNG: qrCode,
        ...(tags.length === 0 ? {} : { Tags: [...tags] }),
      },
    };
  },
});
