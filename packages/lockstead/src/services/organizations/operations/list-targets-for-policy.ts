/**
 * ListTargetsForPolicy: what it is attached to itself.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTargetsForPolicy.html
 */
import { ofReader } from '../access.ts';
import type { OrganizationsRead } from '../operation.ts';
import { listOf, pageOfSources, recordsOf } from '../paging.ts';
import { defaultOn, generationOf } from '../policies/attachments.ts';
import { isAws, requirePolicy } from '../policies/find-policy.ts';
import { attachmentPolicy, organizationsState } from '../state.ts';
import { findTarget } from '../tree/targets.ts';

const name = 'ListTargetsForPolicy';

export const listTargetsForPolicy: OrganizationsRead<typeof name> = {
  name,
  effect: 'read',

  async handle(input, context) {
    const organization = await ofReader(context.reader, context);
    const state = organizationsState(context.reader, organization.account);
    const policy = await requirePolicy(state, input.PolicyId);
    const generation = generationOf(organization, policy.type);
    if (generation === undefined) return { Targets: [] };
    const filters = [policy.id];
    if (!isAws(policy)) {
      const source = recordsOf('0', state.attachments, {
        index: 'policy',
        key: attachmentPolicy({ generation, policy: policy.id }),
      });
      const { items, more } = await pageOfSources([source], input, context, name, filters, ({ target }) =>
        findTarget(state, organization, target),
      );
      return { Targets: items, ...more };
    }
    // AWS's own policy is on everything but where it was detached.
    const everything = [
      listOf('0', [{ id: organization.rootId }], ({ id }) => id),
      recordsOf<{ readonly id: string }>('1', state.units),
      recordsOf<{ readonly id: string }>('2', state.members),
    ];
    const { items, more } = await pageOfSources(everything, input, context, name, filters, async ({ id }) =>
      (await defaultOn(state, policy.type, generation, id)) === undefined
        ? undefined
        : await findTarget(state, organization, id),
    );
    return { Targets: items, ...more };
  },
};
