/** Rotation of key materials. */
import { kmsLimits } from '../limits.ts';
import type { KmsEntries } from '../operation.ts';
import { onKey } from './entries.ts';
import type { PairParts } from './pairs.ts';

type RotationOperation =
  | 'DisableKeyRotation'
  | 'EnableKeyRotation'
  | 'GetKeyRotationStatus'
  | 'ListKeyRotations'
  | 'RotateKeyOnDemand';

export function rotationAuthorization(parts: PairParts): KmsEntries<RotationOperation> {
  return {
    DisableKeyRotation: onKey(parts, 'DisableKeyRotation'),
    EnableKeyRotation: onKey(parts, 'EnableKeyRotation', {
      keys: ({ RotationPeriodInDays = kmsLimits.RotationPeriodDaysDefault }) => ({
        'kms:RotationPeriodInDays': String(RotationPeriodInDays),
      }),
    }),
    GetKeyRotationStatus: onKey(parts, 'GetKeyRotationStatus', { acrossAccounts: true }),
    ListKeyRotations: onKey(parts, 'ListKeyRotations'),
    RotateKeyOnDemand: onKey(parts, 'RotateKeyOnDemand'),
  };
}
