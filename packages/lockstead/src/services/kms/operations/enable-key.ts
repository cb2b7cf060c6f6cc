/**
 * EnableKey: lets a disabled key be used again.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html
 */
import { changedKey } from '../change-key.ts';
import type { KmsWrite } from '../operation.ts';

export const enableKey: KmsWrite<'EnableKey'> = {
  name: 'EnableKey',
  effect: 'write',

  async handle({ KeyId }, context) {
    await changedKey(context, KeyId, 'switch', ({ key }) => ({ ...key, state: 'Enabled' }));
    return {};
  },
};
