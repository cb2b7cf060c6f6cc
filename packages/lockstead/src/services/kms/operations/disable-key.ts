/**
 * DisableKey: stops all use of a key until it is enabled again.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html
 */
import { changedKey } from '../change-key.ts';
import type { KmsWrite } from '../operation.ts';

export const disableKey: KmsWrite<'DisableKey'> = {
  name: 'DisableKey',
  effect: 'write',

  async handle({ KeyId }, context) {
    await changedKey(context, KeyId, 'switch', ({ key }) => ({ ...key, state: 'Disabled' }));
    return {};
  },
};
