/**
 * Conditions on what is copied. They are those of reads, but every one that does not hold is a 412.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html#API_CopyObject_RequestSyntax
 */
import type { Instant } from '#kernel/clock';
import { preconditionFailed } from '../errors.ts';
import { brokenCondition } from '../objects/conditions.ts';
import type { ObjectRecord } from '../state.ts';

export interface SourceConditions {
  readonly CopySourceIfMatch?: string | undefined;
  readonly CopySourceIfNoneMatch?: string | undefined;
  readonly CopySourceIfModifiedSince?: Date | undefined;
  readonly CopySourceIfUnmodifiedSince?: Date | undefined;
}

/** A time that is still to come says nothing about what has been modified since then. */
export function checkSourceConditions(conditions: SourceConditions, object: ObjectRecord, now: Instant): void {
  const {
    CopySourceIfMatch: IfMatch,
    CopySourceIfNoneMatch: IfNoneMatch,
    CopySourceIfModifiedSince: modifiedSince,
    CopySourceIfUnmodifiedSince: IfUnmodifiedSince,
  } = conditions;
  const IfModifiedSince = modifiedSince !== undefined && modifiedSince.getTime() > now ? undefined : modifiedSince;
  const broken = brokenCondition({ IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince }, object);
  if (broken !== undefined) throw preconditionFailed(`x-amz-copy-source-${broken}`);
}
