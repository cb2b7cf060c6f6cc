/**
 * GetTagValues: the values that a tag key has in the account and the Region.
 * AWS: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetTagValues.html
 */
import type { TaggingRead } from '../operation.ts';
import { type Inventory, type TaggedResource, taggedSources } from '../tagged-resources.ts';
import { pageOfTexts } from '../used-tags.ts';

export const getTagValues = (inventory: Inventory): TaggingRead<'GetTagValues'> => ({
  name: 'GetTagValues',
  effect: 'read',

  async handle({ Key, PaginationToken }, { reader, account, region }) {
    const sources = taggedSources(inventory, reader, account, region);
    const valuesOf = ({ tags }: TaggedResource): readonly string[] =>
      tags.filter((tag) => tag.Key === Key).map(({ Value }) => Value);
    const page = await pageOfTexts(sources, valuesOf, PaginationToken, [account, region, 'GetTagValues', Key]);
    return { PaginationToken: page.next, TagValues: page.texts };
  },
});
