/**
 * GetAccountAuthorizationDetails: everything about who may do what in the account: users, groups, roles, and the policies they have. AWS's own policies are in it as far as they are used.
 * AWS: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
import { accountDetails, lengthOf } from '../entities/account-details.ts';
import type { IamRead } from '../operation.ts';
import { pageThrough } from '../paging.ts';
import type { CredentialUses } from '../provides/credential-uses.ts';

export function getAccountAuthorizationDetails(uses: CredentialUses): IamRead<'GetAccountAuthorizationDetails'> {
  return {
    name: 'GetAccountAuthorizationDetails',
    effect: 'read',

    async handle(input, context) {
      const filter = input.Filter ?? [];
      const sources = accountDetails(context.reader, context.account, filter, uses);
      const operation = 'GetAccountAuthorizationDetails';
      const { items: shown, ...rest } = await pageThrough(
        sources,
        input,
        context,
        operation,
        filter,
        (show) => show(),
        lengthOf,
      );
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
