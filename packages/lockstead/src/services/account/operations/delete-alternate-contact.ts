/**
 * DeleteAlternateContact: removes one of the three further contacts of an account.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_DeleteAlternateContact.html
 */
import { notFound } from '../errors.ts';
import type { AccountWrite } from '../operation.ts';
import { accountState } from '../state.ts';
import { targetOf } from '../target.ts';

export const deleteAlternateContact: AccountWrite<'DeleteAlternateContact'> = {
  name: 'DeleteAlternateContact',
  effect: 'write',

  async handle({ AccountId, AlternateContactType }, context) {
    const { tx } = context;
    const account = await targetOf(tx, context, 'DeleteAlternateContact', AccountId);
    if (!(await accountState(tx, account).alternateContacts.delete(AlternateContactType))) {
      throw notFound.alternateContact();
    }
    return {};
  },
};
