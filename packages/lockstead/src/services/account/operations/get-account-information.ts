/**
 * GetAccountInformation: the name of an account, when it was made, and its state.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_GetAccountInformation.html
 */
import { toDate } from '#kernel/clock';
import { present } from '#kernel/invariant';
import { accountMadeAt } from '#services/iam/api';
import { type AccountPlace, placeOf } from '#services/organizations/api';
import type { AccountRead } from '../operation.ts';
import { accountState } from '../state.ts';
import { targetOf } from '../target.ts';

/** The API has no word of its own for an account whose closure is under way. */
const states = {
  ACTIVE: 'ACTIVE',
  SUSPENDED: 'SUSPENDED',
  PENDING_CLOSURE: 'SUSPENDED',
  CLOSED: 'CLOSED',
} as const satisfies Readonly<Record<AccountPlace['state'], string>>;

export const getAccountInformation: AccountRead<'GetAccountInformation'> = {
  name: 'GetAccountInformation',
  effect: 'read',

  async handle({ AccountId }, context) {
    const { reader } = context;
    const account = await targetOf(reader, context, 'GetAccountInformation', AccountId);
    const place = await placeOf(reader, account);
    const name = place?.name ?? (await accountState(reader, account).names.get('name'))?.name;
    const madeAt = present(await accountMadeAt(reader, account), 'the account of a caller or of a member is there');
    return {
      AccountId: account,
      // AWS DIFFERS? There every account has a name, which it was opened with. Here one that no organization made has none until it is given one.
      ...(name === undefined ? {} : { AccountName: name }),
      AccountCreatedDate: toDate(madeAt),
      AccountState: place === undefined ? 'ACTIVE' : states[place.state],
    };
  },
};
