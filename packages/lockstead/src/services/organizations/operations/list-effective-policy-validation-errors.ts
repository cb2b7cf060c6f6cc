/**
 * ListEffectivePolicyValidationErrors: what is wrong with the effective policy of an account.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListEffectivePolicyValidationErrors.html
 */
import { toDate } from '#kernel/clock';
import { ofReader } from '../access.ts';
import { effectivePolicyNotFound } from '../errors.ts';
import type { OrganizationsRead } from '../operation.ts';
import { pageOfAll } from '../paging.ts';
import { effectiveOf, faultsOf } from '../policies/effective.ts';
import { organizationsState } from '../state.ts';
import { requireMember } from '../tree/find.ts';
import { levelsTo, pathOf } from '../tree/levels.ts';

const name = 'ListEffectivePolicyValidationErrors';

export const listEffectivePolicyValidationErrors: OrganizationsRead<typeof name> = {
  name,
  effect: 'read',

  async handle(input, context) {
    const { AccountId, PolicyType: type } = input;
    const organization = await ofReader(context.reader, context);
    const state = organizationsState(context.reader, organization.account);
    const member = await requireMember(state, AccountId);
    const effective = await effectiveOf(state, organization, type, member.id);
    if (effective === undefined) throw effectivePolicyNotFound();
    const faults = faultsOf(type, effective).map((fault, i) => ({ ...fault, place: String(i) }));
    const { items, more } = pageOfAll(faults, ({ place }) => place, input, context, name, [member.id, type]);
    return {
      AccountId: member.id,
      PolicyType: type,
      Path: pathOf(organization, [...(await levelsTo(state, organization, member.parent)), member.id]),
      EvaluationTimestamp: toDate(effective.updatedAt),
      EffectivePolicyValidationErrors: items.map(({ code, message, path }) => ({
        ErrorCode: code,
        ErrorMessage: message,
        PathToError: path,
        ContributingPolicies: [...effective.contributing],
      })),
      ...more,
    };
  },
};
