/**
 * GetTagKeys: the keys of all tags in the account and the Region.
 * AWS: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetTagKeys.html
 */
import type { TaggingRead } from '../operation.ts';
import { type Inventory, taggedSources } from '../tagged-resources.ts';
import { pageOfTexts } from '../used-tags.ts';

export const getTagKeys = (inventory: Inventory): TaggingRead<'GetTagKeys'> => ({
  name: 'GetTagKeys',
  effect: 'read',

  async handle({ PaginationToken }, { reader, account, region }) {
    const sources = taggedSources(inventory, reader, account, region);
    const keysOf = ({ tags }: { readonly tags: readonly { readonly Key: string }[] }): readonly string[] =>
      tags.map(({ Key }) => Key);
    const page = await pageOfTexts(sources, keysOf, PaginationToken, [account, region, 'GetTagKeys']);
    return { PaginationToken: page.next, TagKeys: page.texts };
  },
});
