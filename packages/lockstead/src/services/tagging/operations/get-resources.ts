/**
 * GetResources: the resources of the account in the Region that bear tags, by their tags, their types, or their ARNs.
 * AWS: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
import { pageThrough } from '../../paging/pages.ts';
import { InvalidParameterException, NotImplemented } from '../errors.ts';
import { fits } from '../filters.ts';
import { taggingLimits } from '../limits.ts';
import type { TaggingInput, TaggingRead } from '../operation.ts';
import { type Inventory, taggedSources } from '../tagged-resources.ts';

type Input = TaggingInput<'GetResources'>;

export const getResources = (inventory: Inventory): TaggingRead<'GetResources'> => ({
  name: 'GetResources',
  effect: 'read',

  async handle(input, { reader, account, region }) {
    checkCombination(input);
    const { TagFilters, ResourceTypeFilters, ResourceARNList, PaginationToken } = input;
    const request = {
      token: PaginationToken === '' ? undefined : PaginationToken,
      limit: resourcesPerPage(input),
      boundTo: [account, region, 'GetResources', JSON.stringify([TagFilters, ResourceTypeFilters, ResourceARNList])],
      refusal: () => new InvalidParameterException('The pagination token is not one of this list.'),
    };
    const sources = taggedSources(inventory, reader, account, region);
    const { items, next } = await pageThrough(
      sources,
      request,
      (resource) => (resource !== undefined && fits(resource, input) ? resource : undefined),
      ({ arn, tags }) => arn.length + tags.reduce((sum, { Key, Value }) => sum + Key.length + Value.length, 0),
    );
    return {
      // AWS answers an empty one at the end.
      PaginationToken: next ?? '',
      ResourceTagMappingList: items.map(({ arn, tags }) => ({ ResourceARN: arn, Tags: [...tags] })),
    };
  },
});

function checkCombination(input: Input): void {
  const { ResourceARNList, TagFilters, ResourceTypeFilters, ResourcesPerPage, TagsPerPage } = input;
  if (input.IncludeComplianceDetails === true || input.ExcludeCompliantResources === true) {
    throw new NotImplemented('Lockstead does not implement compliance details of tagging:GetResources');
  }
  const others = [TagFilters, ResourceTypeFilters, ResourcesPerPage, TagsPerPage];
  if (ResourceARNList !== undefined && others.some((other) => other !== undefined)) {
    throw new InvalidParameterException('ResourceARNList cannot be combined with filters or sizes of pages.');
  }
}

/** A page of so many tags has room for as many resources as have them at most: none is cut in two. */
function resourcesPerPage({ ResourcesPerPage, TagsPerPage, ResourceARNList }: Input): number {
  const { resourcesPerPageMax, resourcesPerPageDefault, tagsPerPageMin, tagsPerPageMax, tagsOfResourceMax } =
    taggingLimits;
  if (ResourceARNList !== undefined) return resourcesPerPageMax;
  if (ResourcesPerPage !== undefined && (ResourcesPerPage < 1 || ResourcesPerPage > resourcesPerPageMax)) {
    throw new InvalidParameterException(`ResourcesPerPage is a number from 1 to ${resourcesPerPageMax}.`);
  }
  if (TagsPerPage === undefined) return ResourcesPerPage ?? resourcesPerPageDefault;
  if (TagsPerPage < tagsPerPageMin || TagsPerPage > tagsPerPageMax || TagsPerPage % tagsPerPageMin !== 0) {
    throw new InvalidParameterException(`TagsPerPage is a multiple of ${tagsPerPageMin}, up to ${tagsPerPageMax}.`);
  }
  return Math.min(ResourcesPerPage ?? resourcesPerPageMax, TagsPerPage / tagsOfResourceMax);
}
