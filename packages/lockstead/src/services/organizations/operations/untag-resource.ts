/**
 * UntagResource: keys that are not there are passed over.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_UntagResource.html
 */
import { tagsWithout } from '../../tags/tag-list.ts';
import { ofPolicyAdministrator } from '../access.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { organizationsState } from '../state.ts';
import { requireTaggable } from '../taggable.ts';

export const untagResource: OrganizationsWrite<'UntagResource'> = {
  name: 'UntagResource',
  effect: 'write',

  async handle({ ResourceId, TagKeys }, context) {
    const organization = await ofPolicyAdministrator(context.tx, context);
    const state = organizationsState(context.tx, organization.account);
    const { tags, keep } = await requireTaggable(state, organization, ResourceId);
    await keep(state, tagsWithout(tags, TagKeys, 'exact'));
    return {};
  },
};
