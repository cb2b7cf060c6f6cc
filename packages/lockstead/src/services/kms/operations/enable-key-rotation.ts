/**
 * EnableKeyRotation: from now on a key gets a new material each year, or as often as its owner says.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
 */
import { schedule } from '#events/agenda';
import { days, later } from '#kernel/clock';
import { changedKey } from '../change-key.ts';
import { kmsLimits } from '../limits.ts';
import { changeSet, refuseReplica } from '../multi-region.ts';
import type { KmsWrite } from '../operation.ts';
import { requireAutomaticRotation } from '../rotatable.ts';
import { rotationOf } from '../rotate-key.ts';

export const enableKeyRotation: KmsWrite<'EnableKeyRotation'> = {
  name: 'EnableKeyRotation',
  effect: 'write',

  async handle({ KeyId, RotationPeriodInDays }, context) {
    const now = context.clock.now();
    const found = await changedKey(context, KeyId, 'changeRotation', (named) => {
      requireAutomaticRotation(named);
      refuseReplica(named);
      const { key } = named;
      const periodDays = RotationPeriodInDays ?? key.rotation?.periodDays ?? kmsLimits.RotationPeriodDaysDefault;
      // A period that stays as it is goes on from where it was.
      const nextAt = key.rotation?.periodDays === periodDays ? key.rotation.nextAt : later(now, days(periodDays));
      return { ...key, rotation: { periodDays, nextAt } };
    });
    const { owner, region, key } = found;
    const { rotation } = key;
    await changeSet(context.tx, found, (each) => ({ ...each.key, ...(rotation === undefined ? {} : { rotation }) }));
    await schedule(context.tx, rotationOf({ owner, region, keyId: key.keyId }, key.rotation?.nextAt ?? now));
    return {};
  },
};
