/** Accounts: made, looked at, moved. */
import { requestTagKeys } from '../../tags/condition-keys.ts';
import type { OrganizationsAuthorization } from '../operation.ts';
import { askedOf, onEach, onId, pair, tagging } from './pairs.ts';

export const accountsAuthorization = {
  CreateAccount: async ({ Tags }, reader, context) => {
    const asked = await askedOf(reader, context);
    return [pair(asked, 'CreateAccount', '*', requestTagKeys(Tags)), ...tagging(asked, Tags)];
  },
  DescribeCreateAccountStatus: async (_input, reader, context) => [
    pair(await askedOf(reader, context), 'DescribeCreateAccountStatus'),
  ],
  ListCreateAccountStatus: async (_input, reader, context) => [
    pair(await askedOf(reader, context), 'ListCreateAccountStatus'),
  ],
  DescribeAccount: async ({ AccountId }, reader, context) => [
    await onId(await askedOf(reader, context), 'DescribeAccount', AccountId),
  ],
  CloseAccount: async ({ AccountId }, reader, context) => [
    await onId(await askedOf(reader, context), 'CloseAccount', AccountId),
  ],
  ListAccounts: async (_input, reader, context) => [pair(await askedOf(reader, context), 'ListAccounts')],
  ListAccountsForParent: async ({ ParentId }, reader, context) => [
    await onId(await askedOf(reader, context), 'ListAccountsForParent', ParentId),
  ],
  /** On the account and on both places: a policy can say from where and to where accounts may move. */
  MoveAccount: async ({ AccountId, SourceParentId, DestinationParentId }, reader, context) =>
    await onEach(await askedOf(reader, context), 'MoveAccount', [AccountId, SourceParentId, DestinationParentId]),
} satisfies OrganizationsAuthorization;
