/**
 * ListAccountAliases: the account's alias, if it has one. The list never has two.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html
 */
import type { IamRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { iamState } from '../state/state.ts';

export const listAccountAliases: IamRead<'ListAccountAliases'> = {
  name: 'ListAccountAliases',
  effect: 'read',

  async handle(input, context) {
    const owner = await iamState(context.reader, context.account).accounts.get(context.account);
    const aliases = owner?.alias === undefined ? [] : [owner.alias];
    const { items, ...rest } = pageOf(aliases, (alias) => alias, input, context, 'ListAccountAliases');
    return { AccountAliases: [...items], ...rest };
  },
};
