/**
 * CancelKeyDeletion: the key stays, disabled.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html
 */
import { cancel } from '#events/agenda';
import { changedKey } from '../change-key.ts';
import { deletionId } from '../delete-key.ts';
import type { KmsWrite } from '../operation.ts';

export const cancelKeyDeletion: KmsWrite<'CancelKeyDeletion'> = {
  name: 'CancelKeyDeletion',
  effect: 'write',

  async handle({ KeyId }, context) {
    const found = await changedKey(context, KeyId, 'cancelDeletion', ({ key: { deletionAt: _, ...key } }) => ({
      ...key,
      // A key that has no material waits for it again.
      state: key.materialId === undefined ? 'PendingImport' : 'Disabled',
    }));
    await cancel(context.tx, deletionId(found));
    return { KeyId: found.arn };
  },
};
