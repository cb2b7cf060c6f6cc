/**
 * UpdateKeyDescription: replaces a key's description.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateKeyDescription.html
 */
import { changedKey } from '../change-key.ts';
import type { KmsWrite } from '../operation.ts';

export const updateKeyDescription: KmsWrite<'UpdateKeyDescription'> = {
  name: 'UpdateKeyDescription',
  effect: 'write',

  async handle({ KeyId, Description }, context) {
    await changedKey(context, KeyId, 'label', ({ key }) => ({ ...key, description: Description }));
    return {};
  },
};
