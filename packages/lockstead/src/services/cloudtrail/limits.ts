/** AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html */
import { type Duration, days, hours, minutes, seconds } from '#kernel/clock';

export const cloudTrailLimits = {
  /** Events of one page, the default too. */
  lookupResultsMax: 50,
  lookupAttributesMax: 1,
  /** Trails per Region, of one account. */
  TrailsPerRegion: 5,
  TagsPerTrail: 50,
  /** Event selectors per trail. */
  EventSelectorsPerTrail: 5,
  /** Data resources across all event selectors of a trail. */
  DataResourcesPerTrail: 250,
  /** Values of all conditions in all advanced event selectors of a trail. */
  AdvancedConditionsPerTrail: 500,
  /** AWS tells no bound on the characters of one such value. */
  selectorValueLengthMax: 2048,
  trailNameLengthMin: 3,
  trailNameLengthMax: 128,
  s3KeyPrefixLengthMax: 200,
  /** Names that DescribeTrails is asked for. */
  describedTrailsMax: 20,
  /** Trails that ListTags is asked for. */
  listedTagsMax: 20,
  listTrailsPage: 100,
} as const;

/** How trails deliver. */
export const deliveryLimits = {
  deliverEvery: minutes(5) as Duration,
  digestEvery: hours(1) as Duration,
  /** The last delivery of a trail that was stopped. */
  lastAfter: seconds(2) as Duration,
  /** Where a bucket refuses, it is tried again after this. */
  retryAfter: minutes(5) as Duration,
  /**
   * Characters of events in one file, before it is packed. AWS splits files as well, and does not say where. To put one together and hash it takes some
   * milliseconds, in which nobody else has a turn.
   */
  fileLengthMax: 1024 * 1024,
  /** Of the events that one run takes into memory; the next run goes on where it ended. */
  runLengthMax: 16 * 1024 * 1024,
  /** Events that one run looks at, those of other accounts among them. */
  lookedAtMax: 50_000,
  /** Events that are read at once. One may have a quarter of a megabyte. */
  stretch: 20,
  /** Characters of events between two turns of others. */
  turnLengthMax: 128 * 1024,
  /** Times of logging that are not delivered yet. */
  spansMax: 100,
  /** A key signs digests for so long; then there is a new one. */
  signingKeyFor: days(30) as Duration,
} as const;
