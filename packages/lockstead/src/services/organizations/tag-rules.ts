/** How tag policies bind the resources of other services. */
import { tagBreach } from '#organization/documents/tag-policy';
import type { TagRules } from '../tags/tag-rules.ts';
import { effectiveOf } from './policies/effective.ts';
import { organizationsState } from './state.ts';

export const organizationTagRules: TagRules = {
  async breachOf(reader, account, resourceType, tags) {
    if (tags.length === 0) return undefined;
    const membership = await organizationsState(reader, account).memberships.get(account);
    if (membership === undefined) return undefined;
    const state = organizationsState(reader, membership.managementAccount);
    const organization = await state.organizations.get('organization');
    const effective = organization && (await effectiveOf(state, organization, 'TAG_POLICY', account));
    return effective && tagBreach(effective.document, resourceType, tags);
  },
};
