/** An account that goes out of its organization, by itself or removed: what has to hold, and what is left behind. */
import { days, elapsed, type Instant } from '#kernel/clock';
import { constraintViolation, managementCannotLeave } from '../errors.ts';
import { organizationsLimits } from '../limits.ts';
import { detachAll } from '../policies/attachments.ts';
import type { MemberRecord, OrganizationRecord, OrganizationsWriter } from '../state.ts';

/**
 * Throws where it may not leave.
 * AWS DIFFERS? There an account also needs a means of payment, a telephone number and agreements of its own; here accounts have none of them.
 */
export async function release(
  state: OrganizationsWriter,
  organization: OrganizationRecord,
  member: MemberRecord,
  now: Instant,
): Promise<void> {
  if (member.id === organization.account) throw managementCannotLeave();
  if ((await state.delegations.count({ index: 'account', key: member.id })) > 0) {
    throw constraintViolation(
      'CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG',
      'The account is a delegated administrator. Deregister it first.',
    );
  }
  const daysMin = organizationsLimits.DaysBeforeCreatedAccountCanLeave;
  if (member.joinedMethod === 'CREATED' && elapsed(member.joinedAt, now) < days(daysMin)) {
    throw constraintViolation(
      'WAIT_PERIOD_ACTIVE',
      `An account that the organization made can leave it after ${daysMin} days.`,
    );
  }
  await detachAll(state, organization, member.id);
  await state.members.delete(member.id);
  await state.memberships.delete(member.id);
}
