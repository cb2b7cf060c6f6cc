/**
 * ListDelegatedAdministrators: of all services, or of one.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html
 */
import { toDate } from '#kernel/clock';
import { ofReader } from '../access.ts';
import { requireServicePrincipal } from '../delegation/service-principal.ts';
import type { OrganizationsRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { accountShape } from '../shapes.ts';
import { organizationsState } from '../state.ts';

const name = 'ListDelegatedAdministrators';

export const listDelegatedAdministrators: OrganizationsRead<typeof name> = {
  name,
  effect: 'read',

  async handle(input, context) {
    const organization = await ofReader(context.reader, context);
    const state = organizationsState(context.reader, organization.account);
    const { ServicePrincipal: service } = input;
    if (service !== undefined) requireServicePrincipal(service);
    const { items, more } = await pageOf(
      state.delegations,
      service === undefined ? {} : { index: 'service', key: service },
      input,
      context,
      name,
      [service],
      async (delegation) => {
        // An account that administers several services is listed once: with the first of them.
        if (service === undefined && !(await isFirst(delegation))) return undefined;
        const member = await state.members.get(delegation.account);
        if (member === undefined) return undefined;
        const { Paths: _, ...shown } = await accountShape(state, organization, member);
        return { ...shown, DelegationEnabledDate: toDate(delegation.enabledAt) };
      },
    );
    return { DelegatedAdministrators: items, ...more };

    async function isFirst(delegation: { readonly account: string; readonly service: string }): Promise<boolean> {
      const [first] = await state.delegations.list({ index: 'account', key: delegation.account, limit: 1 });
      return first?.record.service === delegation.service;
    }
  },
};
