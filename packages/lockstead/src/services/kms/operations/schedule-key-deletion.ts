/**
 * ScheduleKeyDeletion: from now on the key cannot be used, and after the waiting period it is deleted.
 * AWS: https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
 */
import { schedule } from '#events/agenda';
import { days, later, toDate } from '#kernel/clock';
import { changedKey } from '../change-key.ts';
import { deletionOf } from '../delete-key.ts';
import { ValidationError } from '../errors.ts';
import { kmsLimits } from '../limits.ts';
import type { KmsWrite } from '../operation.ts';

export const scheduleKeyDeletion: KmsWrite<'ScheduleKeyDeletion'> = {
  name: 'ScheduleKeyDeletion',
  effect: 'write',

  async handle({ KeyId, PendingWindowInDays = kmsLimits.PendingWindowDaysDefault }, context) {
    const { PendingWindowDaysMin, PendingWindowDaysMax } = kmsLimits;
    if (PendingWindowInDays < PendingWindowDaysMin || PendingWindowInDays > PendingWindowDaysMax) {
      throw new ValidationError(
        `PendingWindowInDays must be between ${PendingWindowDaysMin} and ${PendingWindowDaysMax}, inclusive.`,
      );
    }
    const deletionAt = later(context.clock.now(), days(PendingWindowInDays));
    const found = await changedKey(context, KeyId, 'scheduleDeletion', ({ key }) => ({
      ...key,
      state: 'PendingDeletion',
      deletionAt,
    }));
    await schedule(context.tx, deletionOf(found, deletionAt));
    return {
      KeyId: found.arn,
      DeletionDate: toDate(deletionAt),
      KeyState: 'PendingDeletion',
      PendingWindowInDays,
    };
  },
};
