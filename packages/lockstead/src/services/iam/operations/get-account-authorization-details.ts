/**
 * GetAccountAuthorizationDetails: everything about who may do what in the account: users, groups, roles, and the policies they have. AWS's own policies are in it as far as they are used.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
import type { AccountDetail } from '../account-details.ts';
import { accountDetails } from '../account-details.ts';
import type { CredentialUses } from '../credential-uses.ts';
import type { IamRead } from '../operation.ts';
import { pageOf } from '../paging.ts';

export function getAccountAuthorizationDetails(uses: CredentialUses): IamRead<'GetAccountAuthorizationDetails'> {
  return {
    name: 'GetAccountAuthorizationDetails',
    effect: 'read',

    async handle(input, context) {
      const filter = input.Filter ?? [];
      const all = await accountDetails(context.reader, context.account, filter, uses);
      const place = ({ place: own }: AccountDetail): string => own;
      const { items, ...rest } = pageOf(all, place, input, context, 'GetAccountAuthorizationDetails', filter);
      const shown = await Promise.all(items.map(({ show }) => show()));
      return {
        UserDetailList: shown.flatMap(({ user }) => user ?? []),
        GroupDetailList: shown.flatMap(({ group }) => group ?? []),
        RoleDetailList: shown.flatMap(({ role }) => role ?? []),
        Policies: shown.flatMap(({ policy }) => policy ?? []),
        ...rest,
      };
    },
  };
}
