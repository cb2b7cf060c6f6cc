/**
 * SendPhoneNumberVerification: sends a one-time passcode to the telephone number of the primary contact.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_SendPhoneNumberVerification.html
 */
import { Secret } from '#kernel/secret';
import { conflict, notFound } from '../errors.ts';
import type { AccountWrite } from '../operation.ts';
import { keepMessage, newPasscode } from '../passcodes.ts';
import { accountState } from '../state.ts';
import { targetOf } from '../target.ts';

export const sendPhoneNumberVerification: AccountWrite<'SendPhoneNumberVerification'> = {
  name: 'SendPhoneNumberVerification',
  effect: 'write',

  async handle({ AccountId }, context) {
    const { tx, clock, entropy } = context;
    const account = await targetOf(tx, context, 'SendPhoneNumberVerification', AccountId);
    const state = accountState(tx, account);
    const record = await state.contacts.get('contact');
    if (record === undefined) throw notFound.contactInformation();
    if (record.isPhoneVerified) throw conflict('The phone number is verified already.');
    const [id, sentAt, passcode] = [entropy.uuid(), clock.now(), newPasscode(entropy)];
    const phone = record.contact.PhoneNumber;
    await state.phoneVerifications.put({ key: 'phoneVerification', id, phone, passcode, sentAt });
    await keepMessage(state, {
      id,
      at: sentAt,
      account,
      to: phone,
      subject: 'Verification of the phone number',
      text: new Secret(`The passcode is ${passcode.reveal()}.`),
    });
    return { Status: 'PENDING' };
  },
};
