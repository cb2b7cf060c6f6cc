/**
 * ListTagsForResource.
 * AWS: https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTagsForResource.html
 */
import { ofReader } from '../access.ts';
import type { OrganizationsRead } from '../operation.ts';
import { pageOfAll } from '../paging.ts';
import { organizationsState } from '../state.ts';
import { requireTaggable } from '../taggable.ts';

const name = 'ListTagsForResource';

export const listTagsForResource: OrganizationsRead<typeof name> = {
  name,
  effect: 'read',

  async handle(input, context) {
    const organization = await ofReader(context.reader, context);
    const state = organizationsState(context.reader, organization.account);
    const { tags } = await requireTaggable(state, organization, input.ResourceId);
    const all = tags.map(({ Key, Value }) => ({ Key, Value }));
    const { items, more } = pageOfAll(all, ({ Key }) => Key, input, context, name, [input.ResourceId]);
    return { Tags: items, ...more };
  },
};
