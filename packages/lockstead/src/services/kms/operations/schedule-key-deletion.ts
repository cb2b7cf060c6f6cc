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
    const found = await changedKey(context, KeyId, 'scheduleDeletion', ({ key, region }) =>
      // A primary key goes last: its waiting period begins when its last replica is deleted.
      key.multiRegion?.primaryRegion === region && key.multiRegion.replicaRegions.length > 0
        ? { ...key, state: 'PendingReplicaDeletion', pendingWindowDays: PendingWindowInDays }
        : { ...key, state: 'PendingDeletion', deletionAt },
    );
    const answer = { KeyId: found.arn, KeyState: found.key.state, PendingWindowInDays };
    if (found.key.deletionAt === undefined) return answer;
    await schedule(context.tx, deletionOf(found, deletionAt));
    return { ...answer, DeletionDate: toDate(deletionAt) };
  },
};
