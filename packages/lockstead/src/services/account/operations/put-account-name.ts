/**
 * PutAccountName: gives an account another name.
 * AWS: https://docs.aws.amazon.com/accounts/latest/APIReference/API_PutAccountName.html
 */
import { renameMember } from '#services/organizations/api';
import type { AccountWrite } from '../operation.ts';
import { accountState } from '../state.ts';
import { targetOf } from '../target.ts';

export const putAccountName: AccountWrite<'PutAccountName'> = {
  name: 'PutAccountName',
  effect: 'write',

  async handle({ AccountId, AccountName }, context) {
    const { tx } = context;
    const account = await targetOf(tx, context, 'PutAccountName', AccountId);
    await accountState(tx, account).names.put({ key: 'name', name: AccountName });
    await renameMember(tx, account, AccountName);
    return {};
  },
};
