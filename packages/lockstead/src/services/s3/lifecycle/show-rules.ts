/** Lifecycle rules as they are answered: as they were sent. */
import type { TransitionStorageClass } from '@aws-sdk/client-s3';
import { toDate } from '#kernel/clock';
import type { S3Output } from '../operation.ts';
import type { LifecycleFilter, LifecycleMoment, LifecycleRule, NoncurrentMoment } from './rules.ts';

type ShownRule = NonNullable<S3Output<'GetBucketLifecycleConfiguration'>['Rules']>[number];
type ShownFilter = NonNullable<ShownRule['Filter']>;

export function showRule(rule: LifecycleRule): ShownRule {
  const { id: ID, isEnabled, expiration, removesMarkers, transitions, noncurrentTransitions } = rule;
  const { noncurrentExpiration: noncurrent, abortDays } = rule;
  return {
    ID,
    Status: isEnabled ? 'Enabled' : 'Disabled',
    ...(rule.form === 'prefix' ? { Prefix: rule.filter.prefix ?? '' } : { Filter: showFilter(rule) }),
    ...(expiration === undefined ? {} : { Expiration: showMoment(expiration) }),
    ...(removesMarkers === undefined ? {} : { Expiration: { ExpiredObjectDeleteMarker: removesMarkers } }),
    ...(transitions.length === 0
      ? {}
      : { Transitions: transitions.map((each) => ({ ...showMoment(each), ...classOf(each) })) }),
    ...(noncurrent === undefined ? {} : { NoncurrentVersionExpiration: showNoncurrent(noncurrent) }),
    ...(noncurrentTransitions.length === 0
      ? {}
      : {
          NoncurrentVersionTransitions: noncurrentTransitions.map((each) => ({
            ...showNoncurrent(each),
            ...classOf(each),
          })),
        }),
    ...(abortDays === undefined ? {} : { AbortIncompleteMultipartUpload: { DaysAfterInitiation: abortDays } }),
  };
}

function showFilter({ form, filter }: LifecycleRule): ShownFilter {
  const { tags = [] } = filter;
  const shown = conditionsOf(filter);
  if (form === 'and') return { And: { ...shown, ...(tags.length === 0 ? {} : { Tags: [...tags] }) } };
  const [tag] = tags;
  return tag === undefined ? shown : { ...shown, Tag: tag };
}

function conditionsOf({ prefix, largerThan, smallerThan }: LifecycleFilter): ShownFilter {
  return {
    ...(prefix === undefined ? {} : { Prefix: prefix }),
    ...(largerThan === undefined ? {} : { ObjectSizeGreaterThan: largerThan }),
    ...(smallerThan === undefined ? {} : { ObjectSizeLessThan: smallerThan }),
  };
}

function showMoment(moment: LifecycleMoment): { readonly Days: number } | { readonly Date: Date } {
  return 'days' in moment ? { Days: moment.days } : { Date: toDate(moment.date) };
}

function showNoncurrent({ days, keep }: NoncurrentMoment): object {
  return { NoncurrentDays: days, ...(keep === undefined ? {} : { NewerNoncurrentVersions: keep }) };
}

function classOf({ storageClass }: { readonly storageClass: string }): { StorageClass: TransitionStorageClass } {
  return { StorageClass: storageClass as TransitionStorageClass };
}
