/**
 * What a bucket's rules say of an object or a version, and from when. Pure: the run (run-lifecycle.ts) does it, answers tell it.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html (how S3 counts: days, then to the next midnight UTC)
 */
import { days as daysLong, type Instant, instant, later } from '#kernel/clock';
import type { BucketRecord, ObjectRecord } from '../state.ts';
import type { Lifecycle, LifecycleFilter, LifecycleMoment, LifecycleRule, NoncurrentMoment } from './rules.ts';

const day: number = daysLong(1);

/** The first midnight (UTC) that is not before. */
export function midnightFrom(at: Instant): Instant {
  return instant(Math.ceil(at / day) * day);
}

function momentFor(moment: LifecycleMoment, from: Instant): Instant {
  return 'date' in moment ? moment.date : midnightFrom(later(from, daysLong(moment.days)));
}

type Filtered = Pick<ObjectRecord, 'key' | 'bytes' | 'tags'>;

export function fits({ prefix = '', tags = [], largerThan, smallerThan }: LifecycleFilter, object: Filtered): boolean {
  const { key, bytes, tags: own = [] } = object;
  return (
    key.startsWith(prefix) &&
    (largerThan === undefined || bytes > largerThan) &&
    (smallerThan === undefined || bytes < smallerThan) &&
    tags.every(({ Key, Value }) => own.some((tag) => tag.Key === Key && tag.Value === Value))
  );
}

export function enabledRules(lifecycle: Lifecycle | undefined): readonly LifecycleRule[] {
  return lifecycle?.rules.filter(({ isEnabled }) => isEnabled) ?? [];
}

export interface Expiry {
  readonly at: Instant;
  readonly ruleId: string;
}

/** The earliest end that a rule has for a current version. */
export function expiryOf({ lifecycle }: Pick<BucketRecord, 'lifecycle'>, object: ObjectRecord): Expiry | undefined {
  let first: Expiry | undefined;
  for (const { id, expiration, filter } of enabledRules(lifecycle)) {
    if (expiration === undefined || !fits(filter, object)) continue;
    const at = momentFor(expiration, object.modifiedAt);
    if (first === undefined || at < first.at) first = { at, ruleId: id };
  }
  return first;
}

/** `x-amz-expiration`, of an object that has an end. */
export function expirationAnswer(
  bucket: Pick<BucketRecord, 'lifecycle'>,
  object: ObjectRecord,
): { Expiration?: string } {
  const expiry = expiryOf(bucket, object);
  if (expiry === undefined) return {};
  return { Expiration: `expiry-date="${new Date(expiry.at).toUTCString()}", rule-id="${expiry.ruleId}"` };
}

/** From the one that is read most to the one that is read least: objects move down, never up. */
const classes = [
  'STANDARD',
  'STANDARD_IA',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
] as const;
const smallBytes = 128 * 1024;
const archives: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** Whether an object is too small to be worth moving, where its rule does not say a size. */
function isTooSmall({ smallObjects }: Lifecycle, { filter }: LifecycleRule, bytes: number, into: string): boolean {
  if (filter.largerThan !== undefined || filter.smallerThan !== undefined || bytes >= smallBytes) return false;
  return smallObjects === 'all_storage_classes_128K' || !archives.has(into);
}

interface Move {
  readonly rule: LifecycleRule;
  readonly storageClass: string;
  readonly at: Instant;
}

/** The class that it is to have by now; undefined where it has it, or a lower one. */
function lowest(
  lifecycle: Lifecycle,
  { bytes, storageClass }: ObjectRecord,
  moves: readonly Move[],
  now: Instant,
): string | undefined {
  const rank = (name: string): number => classes.indexOf(name as (typeof classes)[number]);
  let found = storageClass ?? 'STANDARD';
  for (const move of moves) {
    if (move.at > now || isTooSmall(lifecycle, move.rule, bytes, move.storageClass)) continue;
    if (rank(move.storageClass) > rank(found)) found = move.storageClass;
  }
  return found === (storageClass ?? 'STANDARD') ? undefined : found;
}

export function newClassOf(lifecycle: Lifecycle, object: ObjectRecord, now: Instant): string | undefined {
  const moves = enabledRules(lifecycle).flatMap((rule) =>
    fits(rule.filter, object)
      ? rule.transitions.map(({ storageClass, ...moment }) => ({
          rule,
          storageClass,
          at: momentFor(moment as LifecycleMoment, object.modifiedAt),
        }))
      : [],
  );
  return lowest(lifecycle, object, moves, now);
}

/** A version that is not current: since when, and how many newer ones are not current either. */
export interface Noncurrent {
  readonly since: Instant;
  readonly newer: number;
}

function isOver({ days, keep = 0 }: NoncurrentMoment, { since, newer }: Noncurrent, now: Instant): boolean {
  return newer >= keep && midnightFrom(later(since, daysLong(days))) <= now;
}

export function isVersionOver(lifecycle: Lifecycle, version: Filtered, noncurrent: Noncurrent, now: Instant): boolean {
  return enabledRules(lifecycle).some(
    ({ filter, noncurrentExpiration: moment }) =>
      moment !== undefined && fits(filter, version) && isOver(moment, noncurrent, now),
  );
}

export function newClassOfVersion(
  lifecycle: Lifecycle,
  version: ObjectRecord,
  noncurrent: Noncurrent,
  now: Instant,
): string | undefined {
  const moves = enabledRules(lifecycle).flatMap((rule) =>
    fits(rule.filter, version)
      ? rule.noncurrentTransitions
          .filter((moment) => isOver(moment, noncurrent, now))
          .map(({ storageClass }) => ({ rule, storageClass, at: now }))
      : [],
  );
  return lowest(lifecycle, version, moves, now);
}

/** Of a delete marker without versions behind it. A rule that ends objects by days ends such a marker too. */
export function isMarkerOver(
  lifecycle: Lifecycle,
  marker: { readonly key: string; readonly modifiedAt: Instant },
  now: Instant,
): boolean {
  return enabledRules(lifecycle).some(({ filter, removesMarkers, expiration }) => {
    // A marker has neither tags nor a size.
    if (!fits(filter, { key: marker.key, bytes: 0 })) return false;
    if (removesMarkers === true) return true;
    return expiration !== undefined && 'days' in expiration && momentFor(expiration, marker.modifiedAt) <= now;
  });
}

export function isUploadOver(
  lifecycle: Lifecycle,
  { key, initiatedAt }: { readonly key: string; readonly initiatedAt: Instant },
  now: Instant,
): boolean {
  return enabledRules(lifecycle).some(
    ({ filter, abortDays }) =>
      abortDays !== undefined &&
      fits(filter, { key, bytes: 0 }) &&
      midnightFrom(later(initiatedAt, daysLong(abortDays))) <= now,
  );
}
