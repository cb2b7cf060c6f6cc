/**
 * TagResource: lays tags over those of the root, an OU, an account or a policy.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_TagResource.html
 */
import { ofPolicyAdministrator } from '../access.ts';
import type { OrganizationsWrite } from '../operation.ts';
import { organizationsState } from '../state.ts';
import { requireCompliantTags, taggedTypeOf } from '../tag-compliance.ts';
import { requireTaggable } from '../taggable.ts';
import { tagged } from '../tags.ts';

export const tagResource: OrganizationsWrite<'TagResource'> = {
  name: 'TagResource',
  effect: 'write',

  async handle({ ResourceId, Tags }, context) {
    const organization = await ofPolicyAdministrator(context.tx, context);
    const state = organizationsState(context.tx, organization.account);
    const { tags, keep } = await requireTaggable(state, organization, ResourceId);
    const laid = tagged(tags, Tags);
    // Only what a request brings has to comply; what was there before has not.
    await requireCompliantTags(state, organization, taggedTypeOf(ResourceId), Tags);
    await keep(state, laid);
    return {};
  },
};
