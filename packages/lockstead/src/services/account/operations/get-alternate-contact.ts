/**
 * GetAlternateContact: one of the three further contacts of an account.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_GetAlternateContact.html
 */
import { notFound } from '../errors.ts';
import type { AccountRead } from '../operation.ts';
import { accountState } from '../state.ts';
import { targetOf } from '../target.ts';

export const getAlternateContact: AccountRead<'GetAlternateContact'> = {
  name: 'GetAlternateContact',
  effect: 'read',

  async handle({ AccountId, AlternateContactType }, context) {
    const { reader } = context;
    const account = await targetOf(reader, context, 'GetAlternateContact', AccountId);
    const contact = await accountState(reader, account).alternateContacts.get(AlternateContactType);
    if (contact === undefined) throw notFound.alternateContact();
    const { type, name, title, email, phone } = contact;
    return {
      AlternateContact: {
        AlternateContactType: type,
        Name: name,
        Title: title,
        EmailAddress: email,
        PhoneNumber: phone,
      },
    };
  },
};
