/**
 * ListPoliciesForTarget: those of one type that are attached to it itself; what binds it from above is not listed.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html
 */
import { ofReader } from '../access.ts';
import type { OrganizationsRead } from '../operation.ts';
import { pageOfAll } from '../paging.ts';
import { attachedTo } from '../policies/attachments.ts';
import { policySummary } from '../shapes.ts';
import { organizationsState } from '../state.ts';
import { requireTarget } from '../tree/targets.ts';

const name = 'ListPoliciesForTarget';

export const listPoliciesForTarget: OrganizationsRead<typeof name> = {
  name,
  effect: 'read',

  async handle(input, context) {
    const organization = await ofReader(context.reader, context);
    const state = organizationsState(context.reader, organization.account);
    const { TargetId: target, Filter: type } = input;
    await requireTarget(state, organization, target);
    const attached = await attachedTo(state, organization, type, target);
    const { items, more } = pageOfAll(attached, ({ id }) => id, input, context, name, [target, type]);
    return { Policies: items.map((policy) => policySummary(organization, policy)), ...more };
  },
};
