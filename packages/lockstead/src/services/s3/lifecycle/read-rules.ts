/**
 * Lifecycle rules as they are sent.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 *
 * AWS DIFFERS? Sentences that no recorded answer has are from memory.
 */
import type {
  LifecycleRule as AskedRule,
  Transition as AskedTransition,
  LifecycleExpiration,
  LifecycleRuleFilter,
  NoncurrentVersionExpiration,
  NoncurrentVersionTransition,
} from '@aws-sdk/client-s3';
import { fromDate } from '#kernel/clock';
import type { Entropy } from '#kernel/entropy';
import { invalidArgument, invalidRequest, malformedXml } from '../errors.ts';
import { s3Limits } from '../limits.ts';
import type {
  LifecycleFilter,
  LifecycleMoment,
  LifecycleRule,
  NoncurrentMoment,
  SmallObjects,
  Transition,
} from './rules.ts';

const smallObjects: readonly SmallObjects[] = ['all_storage_classes_128K', 'varies_by_storage_class'];

/** Throws for a word that is neither; the first is S3's default. */
export function readSmallObjects(asked: string | undefined): SmallObjects {
  const found = smallObjects.find((each) => each === (asked ?? smallObjects[0]));
  if (found === undefined) {
    throw invalidRequest(`Invalid TransitionDefaultMinimumObjectSize found: ${asked?.slice(0, 64)}`);
  }
  return found;
}

/** Throws what S3 answers for rules that it does not take. */
export function readRules(asked: readonly AskedRule[], entropy: Entropy): readonly LifecycleRule[] {
  if (asked.length === 0 || asked.length > s3Limits.LifecycleRules) throw malformedXml();
  const ids = new Set<string>();
  return asked.map((each) => {
    const rule = readRule(each, entropy);
    if (ids.has(rule.id)) {
      throw invalidArgument('Rule ID must be unique. Found same ID for more than one rule', 'ID', rule.id);
    }
    ids.add(rule.id);
    return rule;
  });
}

function readRule(asked: AskedRule, entropy: Entropy): LifecycleRule {
  const { ID: id = '', Status: status, Prefix: prefix, Filter: filter } = asked;
  if (id.length > s3Limits.RuleIdLength)
    throw invalidArgument('ID length should not exceed allowed limit of 255', 'ID', id);
  if (status !== 'Enabled' && status !== 'Disabled') throw malformedXml();
  if ((filter === undefined) === (prefix === undefined)) throw malformedXml();
  const read =
    filter === undefined ? { form: 'prefix' as const, filter: { prefix: prefix ?? '' } } : readFilter(filter);
  const { days: abortDays } = abortOf(asked);
  const noncurrentExpiration = noncurrentOf(asked.NoncurrentVersionExpiration);
  const rule: LifecycleRule = {
    id: id === '' ? entropy.bytes(24).toString('base64url') : id,
    isEnabled: status === 'Enabled',
    ...read,
    ...expirationOf(asked.Expiration),
    transitions: (asked.Transitions ?? []).map(transitionOf),
    ...(noncurrentExpiration === undefined ? {} : { noncurrentExpiration }),
    noncurrentTransitions: (asked.NoncurrentVersionTransitions ?? []).map(noncurrentTransitionOf),
    ...(abortDays === undefined ? {} : { abortDays }),
  };
  checkActions(rule);
  return rule;
}

function checkActions(rule: LifecycleRule): void {
  const { filter, expiration, removesMarkers, transitions, noncurrentExpiration, noncurrentTransitions, abortDays } =
    rule;
  const actions = [
    expiration,
    removesMarkers,
    noncurrentExpiration,
    abortDays,
    ...transitions,
    ...noncurrentTransitions,
  ];
  if (actions.every((action) => action === undefined)) {
    throw invalidRequest('At least one action needs to be specified in a rule');
  }
  const hasTags = (filter.tags ?? []).length > 0;
  const hasSize = filter.largerThan !== undefined || filter.smallerThan !== undefined;
  if (abortDays !== undefined && hasTags) {
    throw invalidRequest('AbortIncompleteMultipartUpload cannot be specified with Tags');
  }
  if (abortDays !== undefined && hasSize) {
    throw invalidRequest('AbortIncompleteMultipartUpload cannot be specified with Object Size');
  }
  if (removesMarkers !== undefined && hasTags) {
    throw invalidRequest('ExpiredObjectDeleteMarker cannot be specified with Tags');
  }
  if (new Set(transitions.map(({ storageClass }) => storageClass)).size < transitions.length) throw malformedXml();
  for (const transition of transitions) checkOrder(expiration, transition);
}

/** Whatever moves must not be gone by then. */
function checkOrder(expiration: LifecycleMoment | undefined, transition: Transition): void {
  if (expiration === undefined || !('days' in expiration) || !('days' in transition)) return;
  if (expiration.days > transition.days) return;
  throw invalidArgument(
    "'Days' in the Expiration action must be greater than 'Days' in the Transition action",
    'Days',
    String(expiration.days),
  );
}

function readFilter(asked: LifecycleRuleFilter): Pick<LifecycleRule, 'form' | 'filter'> {
  const { And: and, ...one } = asked;
  const { Prefix, Tag, ObjectSizeGreaterThan, ObjectSizeLessThan } = one;
  const named = [Prefix, Tag, ObjectSizeGreaterThan, ObjectSizeLessThan, and].filter((each) => each !== undefined);
  if (named.length > 1) throw malformedXml();
  if (and === undefined) return { form: 'one', filter: filterOf(one, Tag === undefined ? [] : [Tag]) };
  const tags = and.Tags ?? [];
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) {
    throw invalidRequest('Duplicate Tag Keys are not allowed.');
  }
  const conditions = [and.Prefix, and.ObjectSizeGreaterThan, and.ObjectSizeLessThan, ...tags];
  if (conditions.filter((each) => each !== undefined).length < 2) throw malformedXml();
  return { form: 'and', filter: filterOf(and, tags) };
}

function filterOf(
  { Prefix, ObjectSizeGreaterThan: larger, ObjectSizeLessThan: smaller }: LifecycleRuleFilter,
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): LifecycleFilter {
  if (larger !== undefined && smaller !== undefined && larger >= smaller) {
    throw invalidRequest("'ObjectSizeLessThan' must be greater than 'ObjectSizeGreaterThan'");
  }
  return {
    ...(Prefix === undefined ? {} : { prefix: Prefix }),
    ...(tags.length === 0 ? {} : { tags: tags.map(({ Key = '', Value = '' }) => ({ Key, Value })) }),
    ...(larger === undefined ? {} : { largerThan: larger }),
    ...(smaller === undefined ? {} : { smallerThan: smaller }),
  };
}

function expirationOf(asked: LifecycleExpiration | undefined): Pick<LifecycleRule, 'expiration' | 'removesMarkers'> {
  if (asked === undefined) return {};
  const { Days, Date: date, ExpiredObjectDeleteMarker: markers } = asked;
  if ([Days, date, markers].filter((each) => each !== undefined).length !== 1) throw malformedXml();
  return markers === undefined ? { expiration: momentOf(Days, date, 'Expiration', 1) } : { removesMarkers: markers };
}

function momentOf(days: number | undefined, date: Date | undefined, action: string, least: number): LifecycleMoment {
  if (date === undefined) return { days: daysOf(days, action, least) };
  if (date.getTime() % 86_400_000 !== 0) {
    throw invalidArgument("'Date' must be at midnight GMT", 'Date', date.toISOString());
  }
  return { date: fromDate(date) };
}

function daysOf(days: number | undefined, action: string, least: number): number {
  if (days === undefined) throw malformedXml();
  if (days >= least && days <= s3Limits.LifecycleDays) return days;
  const kind = least === 0 ? 'nonnegative' : 'positive';
  throw invalidArgument(`'Days' for ${action} action must be a ${kind} integer`, 'Days', String(days));
}

/** Classes for what is seldom read take nothing that is younger. */
const leastDays: ReadonlyMap<string, number> = new Map([
  ['STANDARD_IA', 30],
  ['ONEZONE_IA', 30],
]);

function classOf(asked: string | undefined): string {
  const isOne = ['STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'];
  if (asked === undefined || !isOne.includes(asked)) throw malformedXml();
  return asked;
}

function checkClass(storageClass: string, days: number, action: string): void {
  const least = leastDays.get(storageClass) ?? 0;
  if (days >= least) return;
  throw invalidArgument(
    `'Days' in ${action} action must be greater than or equal to ${least} for storageClass '${storageClass}'`,
    'Days',
    String(days),
  );
}

function transitionOf({ Days, Date: date, StorageClass }: AskedTransition): Transition {
  if ((Days === undefined) === (date === undefined)) throw malformedXml();
  const moment = momentOf(Days, date, 'Transition', 0);
  const storageClass = classOf(StorageClass);
  if ('days' in moment) checkClass(storageClass, moment.days, 'Transition');
  return { ...moment, storageClass };
}

function noncurrentOf(asked: NoncurrentVersionExpiration | undefined): NoncurrentMoment | undefined {
  if (asked === undefined) return undefined;
  return {
    days: daysOf(asked.NoncurrentDays, 'NoncurrentVersionExpiration', 1),
    ...keepOf(asked.NewerNoncurrentVersions),
  };
}

function noncurrentTransitionOf(
  asked: NoncurrentVersionTransition,
): NoncurrentMoment & { readonly storageClass: string } {
  const days = daysOf(asked.NoncurrentDays, 'NoncurrentVersionTransition', 0);
  const storageClass = classOf(asked.StorageClass);
  checkClass(storageClass, days, 'NoncurrentVersionTransition');
  return { days, ...keepOf(asked.NewerNoncurrentVersions), storageClass };
}

function keepOf(keep: number | undefined): { readonly keep?: number } {
  if (keep === undefined) return {};
  if (keep < 1 || keep > s3Limits.NewerNoncurrentVersions) {
    throw invalidArgument(
      "'NewerNoncurrentVersions' must be a positive integer of at most 100",
      'NewerNoncurrentVersions',
      String(keep),
    );
  }
  return { keep };
}

function abortOf({ AbortIncompleteMultipartUpload: asked }: AskedRule): { readonly days?: number } {
  if (asked === undefined) return {};
  return { days: daysOf(asked.DaysAfterInitiation, 'AbortIncompleteMultipartUpload', 1) };
}
