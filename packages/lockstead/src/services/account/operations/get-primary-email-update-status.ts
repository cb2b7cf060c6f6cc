/**
 * GetPrimaryEmailUpdateStatus: what became of the newest update of the address of an account's root user.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_GetPrimaryEmailUpdateStatus.html
 */
import { later, minutes, toDate } from '#kernel/clock';
import { notFound } from '../errors.ts';
import { accountLimits } from '../limits.ts';
import type { AccountRead } from '../operation.ts';
import { accountState } from '../state.ts';
import { targetOf } from '../target.ts';

export const getPrimaryEmailUpdateStatus: AccountRead<'GetPrimaryEmailUpdateStatus'> = {
  name: 'GetPrimaryEmailUpdateStatus',
  effect: 'read',

  async handle({ AccountId }, context) {
    const { reader, clock } = context;
    const account = await targetOf(reader, context, 'GetPrimaryEmailUpdateStatus', AccountId);
    const update = await accountState(reader, account).emailUpdates.get('emailUpdate');
    if (update === undefined) throw notFound.emailUpdate();
    const { status, sentAt, updatedAt } = update;
    const end = later(sentAt, minutes(accountLimits.PasscodeMinutes));
    // A passcode that nobody used in time ends the update.
    if (status === 'PENDING' && clock.now() >= end) return { Status: 'FAILED', UpdatedAt: toDate(end) };
    return { Status: status, UpdatedAt: toDate(updatedAt) };
  },
};
