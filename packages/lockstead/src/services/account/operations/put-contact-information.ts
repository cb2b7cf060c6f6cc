/**
 * PutContactInformation: says whom to write to about an account.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_PutContactInformation.html
 */
import { invalidField } from '../errors.ts';
import type { AccountWrite } from '../operation.ts';
import { accountState } from '../state.ts';
import { targetOf } from '../target.ts';

/** So the model's text of `StateOrRegion` says. */
const countriesWithStates: ReadonlySet<string> = new Set(['BR', 'CA', 'DE', 'GB', 'IN', 'JP', 'US']);

export const putContactInformation: AccountWrite<'PutContactInformation'> = {
  name: 'PutContactInformation',
  effect: 'write',

  async handle({ AccountId, ContactInformation }, context) {
    const { tx } = context;
    const account = await targetOf(tx, context, 'PutContactInformation', AccountId);
    const { CountryCode, StateOrRegion, PhoneNumber } = ContactInformation;
    if (countriesWithStates.has(CountryCode.toUpperCase()) && StateOrRegion === undefined) {
      throw invalidField('StateOrRegion', `Addresses in ${CountryCode} need a state or region.`);
    }
    const { contacts } = accountState(tx, account);
    const before = await contacts.get('contact');
    const isPhoneVerified = before?.isPhoneVerified === true && before.contact.PhoneNumber === PhoneNumber;
    await contacts.put({ key: 'contact', contact: ContactInformation, isPhoneVerified });
    return {};
  },
};
