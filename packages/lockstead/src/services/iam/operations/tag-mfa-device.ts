/**
 * TagMFADevice: puts tags on a virtual MFA device, over those of the same keys.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagMFADevice.html
 */
import type { TagRules } from '../../tags/tag-rules.ts';
import { ruledTags } from '../entities/tags.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';
import { findDevice } from '../user-credentials/mfa/devices.ts';

export const tagMFADevice = (rules: TagRules): IamWrite<'TagMFADevice'> => ({
  name: 'TagMFADevice',
  effect: 'write',

  async handle(input, context) {
    const { tx, account } = context;
    const state = iamState(tx, account);
    const device = await findDevice(state, input.SerialNumber);
    await state.mfaDevices.update({ ...device, tags: await ruledTags(rules, context, 'mfa', device.tags, input.Tags) });
    return {};
  },
});
