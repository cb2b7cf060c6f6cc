/**
 * CreateAccountAlias: sets the account's alias, in place of the one it had. No two accounts have the same alias.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html
 */
import { present } from '#kernel/invariant';
import { EntityAlreadyExists } from '../errors.ts';
import type { IamWrite } from '../operation.ts';
import { iamState } from '../state/state.ts';

export const createAccountAlias: IamWrite<'CreateAccountAlias'> = {
  name: 'CreateAccountAlias',
  effect: 'write',

  async handle(input, { tx, account }) {
    const { accounts } = iamState(tx, account);
    const alias = input.AccountAlias;
    // The account's own present alias counts as taken, too.
    if ((await accounts.count({ index: 'alias', key: alias })) > 0) throw EntityAlreadyExists.accountAlias(alias);
    const owner = present(await accounts.get(account), `account ${account} exists`);
    await accounts.update({ ...owner, alias });
    return {};
  },
};
