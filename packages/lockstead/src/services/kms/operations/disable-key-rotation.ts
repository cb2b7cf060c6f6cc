/**
 * DisableKeyRotation: a key keeps the material that it has.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html
 */
import { changedKey } from '../change-key.ts';
import type { KmsWrite } from '../operation.ts';
import { requireAutomaticRotation } from '../rotatable.ts';
import { cancelRotation } from '../rotate-key.ts';

export const disableKeyRotation: KmsWrite<'DisableKeyRotation'> = {
  name: 'DisableKeyRotation',
  effect: 'write',

  async handle({ KeyId }, context) {
    const { owner, region, key } = await changedKey(context, KeyId, 'changeRotation', (named) => {
      requireAutomaticRotation(named);
      const { rotation: _, ...rest } = named.key;
      return rest;
    });
    await cancelRotation(context.tx, { owner, region, keyId: key.keyId });
    return {};
  },
};
