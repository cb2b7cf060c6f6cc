/**
 * The locks of a bucket as they are sent and answered.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ObjectLockConfiguration.html
 */
import type { ObjectLockConfiguration } from '@aws-sdk/client-s3';
import type { WithRequired } from '#service/sdk-types';
import { invalidArgument, malformedXml } from '../errors.ts';
import { s3Limits } from '../limits.ts';
import type { BucketRecord, ObjectLockDefault } from '../state.ts';

type Locks = NonNullable<BucketRecord['objectLock']>;

/** Throws what S3 answers for a configuration that it does not take. */
export function readLockConfiguration(asked: WithRequired<ObjectLockConfiguration> | undefined): Locks {
  if (asked?.ObjectLockEnabled !== 'Enabled') throw malformedXml();
  if (asked.Rule === undefined) return {};
  const { Mode: mode, Days: days, Years: years } = asked.Rule.DefaultRetention ?? {};
  if ((mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') || (days === undefined) === (years === undefined)) {
    throw malformedXml();
  }
  return { rule: { mode, ...periodOf(days, years) } };
}

/** AWS DIFFERS? Both sentences are from memory; the limits are documented. */
function periodOf(days: number | undefined, years: number | undefined): Pick<ObjectLockDefault, 'days' | 'years'> {
  const [name, count, most] =
    days === undefined ? ['Years', years ?? 0, s3Limits.LockYears] : ['Days', days, s3Limits.LockDays];
  if (count <= 0) {
    throw invalidArgument('Default retention period must be a positive integer value.', name, String(count));
  }
  if (count > most) throw invalidArgument('Default retention period too large.', name, String(count));
  return days === undefined ? { years: count } : { days: count };
}

export function lockAnswer({ rule }: Locks): ObjectLockConfiguration {
  if (rule === undefined) return { ObjectLockEnabled: 'Enabled' };
  const { mode: Mode, days, years } = rule;
  const period = days === undefined ? { Years: years } : { Days: days };
  return { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode, ...period } } };
}
