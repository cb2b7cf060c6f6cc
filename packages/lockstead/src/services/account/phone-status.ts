/** What GetContactInformation says of the telephone number. */
import { type Instant, later, minutes } from '#kernel/clock';
import { accountLimits } from './limits.ts';
import type { ContactRecord, PhoneVerificationRecord } from './state.ts';

/** Pending while a passcode can be used that was sent to the number which stands there now. */
export function phoneStatus(
  { contact, isPhoneVerified }: ContactRecord,
  verification: PhoneVerificationRecord | undefined,
  now: Instant,
): 'VERIFIED' | 'PENDING' | 'UNVERIFIED' {
  if (isPhoneVerified) return 'VERIFIED';
  if (verification?.phone !== contact.PhoneNumber) return 'UNVERIFIED';
  return now < later(verification.sentAt, minutes(accountLimits.PasscodeMinutes)) ? 'PENDING' : 'UNVERIFIED';
}
