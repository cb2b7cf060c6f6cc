/**
 * GetContactInformation: whom to write to about an account, and whether the telephone number was verified.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_GetContactInformation.html
 */
import { notFound } from '../errors.ts';
import type { AccountRead } from '../operation.ts';
import { phoneStatus } from '../phone-status.ts';
import { accountState } from '../state.ts';
import { targetOf } from '../target.ts';

export const getContactInformation: AccountRead<'GetContactInformation'> = {
  name: 'GetContactInformation',
  effect: 'read',

  async handle({ AccountId }, context) {
    const { reader, clock } = context;
    const account = await targetOf(reader, context, 'GetContactInformation', AccountId);
    const state = accountState(reader, account);
    const record = await state.contacts.get('contact');
    if (record === undefined) throw notFound.contactInformation();
    const status = phoneStatus(record, await state.phoneVerifications.get('phoneVerification'), clock.now());
    return { ContactInformation: record.contact, VerificationStatus: status };
  },
};
