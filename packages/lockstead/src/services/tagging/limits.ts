/**
 * The service's bounds.
 * AWS: https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
 */
export const taggingLimits = {
  resourcesPerPageMax: 100,
  resourcesPerPageDefault: 50,
  tagsPerPageMin: 100,
  tagsPerPageMax: 500,
  /** AWS names no figure for pages of keys and of values. */
  textsPerPage: 500,
  tagsOfResourceMax: 50,
} as const;
