/**
 * DisableKeyRotation: a key keeps the material that it has.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html
 */
import { changedKey } from '../change-key.ts';
import { changeSet, refuseReplica } from '../multi-region.ts';
import type { KmsWrite } from '../operation.ts';
import { requireAutomaticRotation } from '../rotatable.ts';
import { cancelRotation } from '../rotate-key.ts';
import type { KeyRecord } from '../state.ts';

export const disableKeyRotation: KmsWrite<'DisableKeyRotation'> = {
  name: 'DisableKeyRotation',
  effect: 'write',

  async handle({ KeyId }, context) {
    const found = await changedKey(context, KeyId, 'changeRotation', (named) => {
      requireAutomaticRotation(named);
      refuseReplica(named);
      return withoutRotation(named.key);
    });
    const { owner, region, key } = found;
    await changeSet(context.tx, found, (each) => withoutRotation(each.key));
    await cancelRotation(context.tx, { owner, region, keyId: key.keyId });
    return {};
  },
};

function withoutRotation({ rotation: _, ...key }: KeyRecord): KeyRecord {
  return key;
}
