/** Which resources GetResources lists: every tag filter has to fit, and one of the type filters. */
import type { TaggedResource } from './tagged-resources.ts';

export interface Filters {
  readonly TagFilters?:
    | readonly { readonly Key?: string | undefined; readonly Values?: readonly string[] | undefined }[]
    | undefined;
  readonly ResourceTypeFilters?: readonly string[] | undefined;
  readonly ResourceARNList?: readonly string[] | undefined;
}

export function fits({ arn, type, tags }: TaggedResource, filters: Filters): boolean {
  const { TagFilters = [], ResourceTypeFilters = [], ResourceARNList } = filters;
  if (ResourceARNList !== undefined && !ResourceARNList.includes(arn)) return false;
  const isOfType = (wanted: string): boolean => wanted === type || wanted === type.slice(0, type.indexOf(':'));
  if (ResourceTypeFilters.length > 0 && !ResourceTypeFilters.some(isOfType)) return false;
  return TagFilters.every(({ Key, Values = [] }) =>
    tags.some((tag) => tag.Key === Key && (Values.length === 0 || Values.includes(tag.Value))),
  );
}
