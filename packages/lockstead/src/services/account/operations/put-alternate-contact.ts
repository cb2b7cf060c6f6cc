/**
 * PutAlternateContact: sets one of the three further contacts of an account.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_PutAlternateContact.html
 */

import type { AccountWrite } from '../operation.ts';
import { accountState } from '../state.ts';
import { targetOf } from '../target.ts';

export const putAlternateContact: AccountWrite<'PutAlternateContact'> = {
  name: 'PutAlternateContact',
  effect: 'write',

  async handle(input, context) {
    const { tx } = context;
    const { AccountId, AlternateContactType, Name, Title, EmailAddress, PhoneNumber } = input;
    const account = await targetOf(tx, context, 'PutAlternateContact', AccountId);
    await accountState(tx, account).alternateContacts.put({
      type: AlternateContactType,
      name: Name,
      title: Title,
      email: EmailAddress,
      phone: PhoneNumber,
    });
    return {};
  },
};
