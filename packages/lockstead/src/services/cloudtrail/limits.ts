/** AWS: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
export const cloudTrailLimits = {
  /** Events of one page, the default too. */
  lookupResultsMax: 50,
  lookupAttributesMax: 1,
} as const;
