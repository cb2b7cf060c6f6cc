/**
 * ListAccountsWithInvalidEffectivePolicy: the accounts whose effective policy of a type has something wrong with it.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsWithInvalidEffectivePolicy.html
 */
import { ofReader } from '../access.ts';
import { effectivePolicyNotFound } from '../errors.ts';
import type { OrganizationsRead } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { generationOf } from '../policies/attachments.ts';
import { effectiveOf, faultsOf } from '../policies/effective.ts';
import { accountShape } from '../shapes.ts';
import { organizationsState } from '../state.ts';

const name = 'ListAccountsWithInvalidEffectivePolicy';

export const listAccountsWithInvalidEffectivePolicy: OrganizationsRead<typeof name> = {
  name,
  effect: 'read',

  async handle(input, context) {
    const { PolicyType: type } = input;
    const organization = await ofReader(context.reader, context);
    const state = organizationsState(context.reader, organization.account);
    if (generationOf(organization, type) === undefined) throw effectivePolicyNotFound();
    const { items, more } = await pageOf(state.members, {}, input, context, name, [type], async (member) => {
      const effective = await effectiveOf(state, organization, type, member.id);
      const isInvalid = effective !== undefined && faultsOf(type, effective).length > 0;
      return isInvalid ? await accountShape(state, organization, member) : undefined;
    });
    return { Accounts: items, PolicyType: type, ...more };
  },
};
