/**
 * ListDelegatedServicesForAccount.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedServicesForAccount.html
 */
import { toDate } from '#kernel/clock';
import { ofReader } from '../access.ts';
import { notRegistered } from '../errors.ts';
import type { OrganizationsRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { organizationsState } from '../state.ts';
import { requireMember } from '../tree/find.ts';

const name = 'ListDelegatedServicesForAccount';

export const listDelegatedServicesForAccount: OrganizationsRead<typeof name> = {
  name,
  effect: 'read',

  async handle(input, context) {
    const { account } = await ofReader(context.reader, context);
    const state = organizationsState(context.reader, account);
    const { id } = await requireMember(state, input.AccountId);
    const listing = { index: 'account', key: id };
    if ((await state.delegations.count(listing)) === 0) throw notRegistered();
    const show = ({
      service,
      enabledAt,
    }: {
      readonly service: string;
      readonly enabledAt: Parameters<typeof toDate>[0];
    }) => ({
      ServicePrincipal: service,
      DelegationEnabledDate: toDate(enabledAt),
    });
    const { items, more } = await pageOf(state.delegations, listing, input, context, name, [id], show);
    return { DelegatedServices: items, ...more };
  },
};
