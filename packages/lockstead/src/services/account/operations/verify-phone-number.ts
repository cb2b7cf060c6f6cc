/**
 * VerifyPhoneNumber: with the passcode that was sent to it, the telephone number of the primary contact is verified.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_VerifyPhoneNumber.html
 */
import { conflict, invalidField, notFound } from '../errors.ts';
import type { AccountWrite } from '../operation.ts';
import type { WrongPasscodes } from '../passcodes.ts';
import { accountState } from '../state.ts';
import { targetOf } from '../target.ts';

export function verifyPhoneNumber(wrong: WrongPasscodes): AccountWrite<'VerifyPhoneNumber'> {
  return {
    name: 'VerifyPhoneNumber',
    effect: 'write',
    masked: ['Otp'],

    async handle({ AccountId, Otp }, context) {
      const { tx, clock } = context;
      const account = await targetOf(tx, context, 'VerifyPhoneNumber', AccountId);
      const { contacts, phoneVerifications } = accountState(tx, account);
      const verification = await phoneVerifications.get('phoneVerification');
      const record = await contacts.get('contact');
      if (verification === undefined || record === undefined) throw notFound.phoneVerification();
      if (record.contact.PhoneNumber !== verification.phone) {
        throw conflict('The phone number has changed since the passcode was sent.');
      }
      // AWS DIFFERS? What it answers to a wrong passcode is not documented.
      if (!wrong.accepts(verification, Otp, clock.now())) {
        throw invalidField('Otp', 'The one-time passcode is wrong, or can no longer be used.');
      }
      await contacts.update({ ...record, isPhoneVerified: true });
      await phoneVerifications.delete('phoneVerification');
      return { Status: 'VERIFIED' };
    },
  };
}
