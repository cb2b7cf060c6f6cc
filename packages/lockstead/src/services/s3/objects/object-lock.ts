/**
 * Object Lock: a version that is retained, or held, is not deleted before its time. Governance is passed by who may and says so; compliance by
 * nobody, the root user included.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
 */
import { days, fromDate, type Instant, later } from '#kernel/clock';
import {
  accessDenied,
  headerNotImplemented,
  invalidArgument,
  invalidRequest,
  malformedXml,
  S3Error,
} from '../errors.ts';
import type { BucketRecord, ObjectLockDefault, ObjectRecord, ObjectRetention } from '../state.ts';

export interface LockHeaders {
  readonly ObjectLockMode?: string | undefined;
  readonly ObjectLockRetainUntilDate?: Date | undefined;
  readonly ObjectLockLegalHoldStatus?: string | undefined;
  /** New in 2026, and not done: refused, since an object that seems to be held and is not would be lost. */
  readonly ObjectLockEventHold?: string | undefined;
  readonly ObjectLockEventHoldDurationDays?: number | undefined;
  readonly ObjectLockEventHoldDurationYears?: number | undefined;
}

/** As PutObjectRetention sends it. */
export interface AskedRetention {
  readonly Mode?: string | undefined;
  readonly RetainUntilDate?: Date | undefined;
}

export type ObjectLock = Pick<ObjectRecord, 'retention' | 'legalHold'>;

/** Of a new object: what its headers say, else the bucket's default. Throws for headers that do not fit. */
export function newObjectLock(headers: LockHeaders, bucket: BucketRecord, at: Instant): ObjectLock {
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: until, ObjectLockLegalHoldStatus: hold } = headers;
  const eventHold =
    headers.ObjectLockEventHold ?? headers.ObjectLockEventHoldDurationDays ?? headers.ObjectLockEventHoldDurationYears;
  if (eventHold !== undefined) {
    throw headerNotImplemented('x-amz-object-lock-event-hold', 'Event holds are not implemented');
  }
  const isAsked = mode !== undefined || until !== undefined || hold !== undefined;
  if (isAsked) requireLocks(bucket);
  if (bucket.objectLock === undefined) return {};
  if (hold !== undefined && hold !== 'ON' && hold !== 'OFF') {
    throw invalidArgument('Legal Hold must be either of ON or OFF', 'x-amz-object-lock-legal-hold', hold);
  }
  const { rule } = bucket.objectLock;
  const retention = mode === undefined && until === undefined ? byDefault(rule, at) : readRetention(mode, until, at);
  return {
    ...(retention === undefined ? {} : { retention }),
    ...(hold === undefined ? {} : { legalHold: hold === 'ON' }),
  };
}

function byDefault(rule: ObjectLockDefault | undefined, at: Instant): ObjectRetention | undefined {
  if (rule === undefined) return undefined;
  return { mode: rule.mode, until: later(at, days(rule.days ?? (rule.years ?? 0) * 365)) };
}

function readRetention(mode: string | undefined, until: Date | undefined, at: Instant): ObjectRetention {
  if (mode === undefined || until === undefined) {
    const missing = mode === undefined ? 'x-amz-object-lock-mode' : 'x-amz-object-lock-retain-until-date';
    throw invalidArgument(
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
      missing,
      'null',
    );
  }
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') {
    throw invalidArgument('Unknown wormMode directive.', 'x-amz-object-lock-mode', mode);
  }
  if (fromDate(until) <= at) {
    const name = 'x-amz-object-lock-retain-until-date';
    throw invalidArgument('The retain until date must be in the future!', name, until.toISOString());
  }
  return { mode, until: fromDate(until) };
}

/** AWS DIFFERS? The words for a mode that there is not are those of uploads, where AWS's are recorded. */
export function retentionAsked(
  { Mode: mode, RetainUntilDate: until }: AskedRetention,
  at: Instant,
): ObjectRetention | undefined {
  if (mode === undefined && until === undefined) return undefined;
  if (mode === undefined || until === undefined || (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE'))
    throw malformedXml();
  if (fromDate(until) <= at) {
    throw invalidArgument('The retain until date must be in the future!', 'RetainUntilDate', until.toISOString());
  }
  return { mode, until: fromDate(until) };
}

/** Throws where a retention that still holds would be loosened. Compliance is only ever lengthened; governance is loosened by who may pass it. */
export function checkNewRetention(
  { retention: before }: ObjectLock,
  after: ObjectRetention | undefined,
  at: Instant,
  bypasses: boolean,
): void {
  if (before === undefined || before.until <= at) return;
  const isLonger = after !== undefined && after.until >= before.until;
  const keepsMode = before.mode === 'GOVERNANCE' || after?.mode === 'COMPLIANCE';
  if (isLonger && keepsMode) return;
  if (before.mode === 'GOVERNANCE' && bypasses) return;
  throw lockedObject();
}

function lockedObject(): S3Error {
  return accessDenied('Access Denied because object protected by object lock.');
}

/** Throws where the version may not go yet. `bypasses`: the caller says that it passes governance, and was allowed to. */
export function checkLock(lock: ObjectLock, at: Instant, bypasses: boolean): void {
  const { retention, legalHold } = lock;
  const isPassed = bypasses && retention?.mode === 'GOVERNANCE' && legalHold !== true;
  if (isLocked(lock, at) && !isPassed) throw lockedObject();
}

export function isLocked({ retention, legalHold }: ObjectLock, at: Instant): boolean {
  return legalHold === true || (retention !== undefined && retention.until > at);
}

/** Throws where the bucket has no locks. */
export function requireLocks({ objectLock }: BucketRecord): void {
  if (objectLock === undefined) throw invalidRequest('Bucket is missing Object Lock Configuration');
}

/** What the operations on locks answer for an object that has none. */
export function noLock(): S3Error {
  return new S3Error(
    'NoSuchObjectLockConfiguration',
    404,
    'The specified object does not have a ObjectLock configuration',
  );
}
