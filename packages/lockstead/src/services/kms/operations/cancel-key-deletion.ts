/**
 * CancelKeyDeletion: the key stays, disabled.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
 */
import { cancel } from '#events/agenda';
import { changedKey } from '../change-key.ts';
import { deletionId } from '../delete-key.ts';
import { hasAllMaterials } from '../imported-materials.ts';
import type { KmsWrite } from '../operation.ts';
import type { KeyRecord, KeyState } from '../state.ts';

export const cancelKeyDeletion: KmsWrite<'CancelKeyDeletion'> = {
  name: 'CancelKeyDeletion',
  effect: 'write',

  async handle({ KeyId }, context) {
    const found = await changedKey(context, KeyId, 'cancelDeletion', ({ key }) => {
      const { deletionAt: _, pendingWindowDays: __, ...kept } = key;
      return { ...kept, state: stateWithout(key) };
    });
    await cancel(context.tx, deletionId(found));
    return { KeyId: found.arn };
  },
};

/** A key that lacks a material waits for it again. */
function stateWithout(key: KeyRecord): KeyState {
  if (key.origin === 'EXTERNAL') return hasAllMaterials(key) ? 'Disabled' : 'PendingImport';
  return key.materialId === undefined ? 'Creating' : 'Disabled';
}
