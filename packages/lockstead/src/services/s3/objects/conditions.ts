/**
 * Conditions on reads and writes.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html, RFC 9110 section 13
 */
import { toDate } from '#kernel/clock';
import { headerNotImplemented, noSuchKey, preconditionFailed, S3Error } from '../errors.ts';
import type { ObjectRecord } from '../state.ts';

export interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

function unquoted(tag: string): string {
  return tag
    .trim()
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/s, '$1');
}

/** `*`, or one of the tags of a list. */
function names(header: string, etag: string): boolean {
  return header.trim() === '*' || header.split(',').some((tag) => unquoted(tag) === etag);
}

/** In whole seconds, as HTTP tells times. */
function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

export type ReadCondition = 'If-Match' | 'If-Unmodified-Since' | 'If-None-Match' | 'If-Modified-Since';

/** The condition that does not hold, in the order of RFC 9110; undefined where all do. */
export function brokenCondition(
  conditions: ReadConditions,
  { etag, modifiedAt }: ObjectRecord,
): ReadCondition | undefined {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  const modified = seconds(toDate(modifiedAt));
  if (IfMatch !== undefined) {
    if (!names(IfMatch, etag)) return 'If-Match';
  } else if (IfUnmodifiedSince !== undefined && modified > seconds(IfUnmodifiedSince)) {
    return 'If-Unmodified-Since';
  }
  if (IfNoneMatch !== undefined) return names(IfNoneMatch, etag) ? 'If-None-Match' : undefined;
  return IfModifiedSince !== undefined && modified <= seconds(IfModifiedSince) ? 'If-Modified-Since' : undefined;
}

/** Throws 412, or 304 with the headers that it may have. */
export function checkReadConditions(conditions: ReadConditions, object: ObjectRecord): void {
  const broken = brokenCondition(conditions, object);
  if (broken === undefined) return;
  if (broken === 'If-None-Match' || broken === 'If-Modified-Since') throw notModified(object);
  throw preconditionFailed(broken);
}

function notModified({ etag, modifiedAt }: ObjectRecord): S3Error {
  return new S3Error('304', 304, 'Not Modified', {
    headers: { etag: `"${etag}"`, 'last-modified': toDate(modifiedAt).toUTCString() },
  });
}

export interface WriteConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

/** Throws for conditions that S3 does not take on a write, before anything of the body is read. */
export function checkWriteHeaders({ IfMatch, IfNoneMatch }: WriteConditions): void {
  if (IfMatch !== undefined && IfNoneMatch !== undefined) {
    throw headerNotImplemented('If-Match,If-None-Match', 'Multiple conditional request headers present in the request');
  }
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') {
    throw headerNotImplemented(
      'If-None-Match',
      "We don't accept the provided value of If-None-Match header for this API",
    );
  }
  if (IfMatch === '*') {
    throw headerNotImplemented('If-Match', "We don't accept the provided value of If-Match header for this API");
  }
}

/** In the transaction of the write: `current` is what stands there now. */
export function checkWriteConditions(
  { IfMatch, IfNoneMatch }: WriteConditions,
  key: string,
  current: ObjectRecord | undefined,
): void {
  if (IfNoneMatch !== undefined && current !== undefined) throw preconditionFailed('If-None-Match');
  if (IfMatch === undefined) return;
  if (current === undefined) throw noSuchKey(key);
  if (unquoted(IfMatch) !== current.etag) throw preconditionFailed('If-Match');
}

/** Of a deletion. */
export function checkDeleteCondition(ifMatch: string, key: string, current: ObjectRecord | undefined): void {
  if (current === undefined) throw noSuchKey(key);
  if (!names(ifMatch, current.etag)) throw preconditionFailed('If-Match');
}
