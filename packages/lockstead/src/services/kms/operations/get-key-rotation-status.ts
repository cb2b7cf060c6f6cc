/**
 * GetKeyRotationStatus: whether a key rotates by itself, and when next.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html
 */
import { toDate } from '#kernel/clock';
import { requireKey } from '../key-reference.ts';
import type { KmsRead } from '../operation.ts';
import { requireAutomaticRotation } from '../rotatable.ts';

export const getKeyRotationStatus: KmsRead<'GetKeyRotationStatus'> = {
  name: 'GetKeyRotationStatus',
  effect: 'read',

  async handle({ KeyId }, context) {
    const found = await requireKey(context.reader, context, KeyId);
    requireAutomaticRotation(found);
    const { rotation } = found.key;
    // For the ARN see RotateKeyOnDemand.
    if (rotation === undefined) return { KeyId: found.arn, KeyRotationEnabled: false };
    return {
      KeyId: found.arn,
      KeyRotationEnabled: true,
      NextRotationDate: toDate(rotation.nextAt),
      RotationPeriodInDays: rotation.periodDays,
    };
  },
};
