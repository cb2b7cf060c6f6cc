/**
 * DeleteAccountAlias: removes the account's alias. The request must name it.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountAlias.html
 */
import { present } from '#kernel/invariant';
import { NoSuchEntity } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const deleteAccountAlias: IamWrite<'DeleteAccountAlias'> = {
  name: 'DeleteAccountAlias',
  effect: 'write',

  async handle(input, { tx, account }) {
    const { accounts } = iamState(tx, account);
    const { alias, ...owner } = present(await accounts.get(account), `account ${account} exists`);
    if (alias === undefined || alias !== input.AccountAlias) throw NoSuchEntity.accountAlias(input.AccountAlias);
    await accounts.update(owner);
    return {};
  },
};
