/**
 * CloseAccount: its credentials open nothing from now on. It is suspended for 90 days, and gone for good then.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html
 */
import { days, elapsed } from '#kernel/clock';
import { ofManagement } from '../access.ts';
import { scheduleClosure } from '../accounts/closure.ts';
import { alreadyClosed, constraintViolation } from '../errors.ts';
import { organizationsLimits } from '../limits.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { organizationsState } from '../state.ts';
import { requireMember } from '../tree/find.ts';

export const closeAccount: OrganizationsWrite<'CloseAccount'> = {
  name: 'CloseAccount',
  effect: 'write',

  async handle({ AccountId }, context) {
    const { tx, clock } = context;
    const now = clock.now();
    const { account: managementAccount } = await ofManagement(tx, context);
    const state = organizationsState(tx, managementAccount);
    const member = await requireMember(state, AccountId);
    if (member.id === managementAccount) {
      throw constraintViolation('CANNOT_CLOSE_MANAGEMENT_ACCOUNT', 'The management account cannot be closed so.');
    }
    if (member.state !== 'ACTIVE') throw alreadyClosed();
    const { ClosuresAtOnce, ClosedShareOfAccounts, ClosuresMin, ClosuresMax, DaysOfClosures } = organizationsLimits;
    if ((await state.members.count({ index: 'state', key: 'PENDING_CLOSURE' })) >= ClosuresAtOnce) {
      throw constraintViolation(
        'CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED',
        `At most ${ClosuresAtOnce} accounts are closed at the same time.`,
      );
    }
    const closures = await state.closures.list({ index: 'management', key: managementAccount });
    const lately = closures.filter(({ record }) => elapsed(record.closedAt, now) < days(DaysOfClosures));
    const share = Math.floor(((await state.members.count()) - 1) * ClosedShareOfAccounts);
    if (lately.length >= Math.min(ClosuresMax, Math.max(ClosuresMin, share))) {
      throw constraintViolation(
        'CLOSE_ACCOUNT_QUOTA_EXCEEDED',
        `No more accounts of the organization can be closed within ${DaysOfClosures} days.`,
      );
    }
    await state.closures.insert({ account: member.id, managementAccount, closedAt: now });
    await state.members.update({ ...member, state: 'PENDING_CLOSURE' });
    await scheduleClosure(tx, managementAccount, member.id, now);
    return {};
  },
};
