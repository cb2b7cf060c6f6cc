/**
 * GetObjectRetention: until when a version is retained, and how strictly. One that has ended is told too.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectRetention.html
 */
import { toDate } from '#kernel/clock';
import { findObject } from '../objects/find-object.ts';
import { noLock, requireLocks } from '../objects/object-lock.ts';
import type { S3Read } from '../operation.ts';

export const getObjectRetention: S3Read<'GetObjectRetention'> = {
  name: 'GetObjectRetention',
  effect: 'read',
  authentication: 'anonymousAllowed',
  eventCategory: 'data',

  async handle(input, context) {
    const { bucket, object } = await findObject(context, input, 'GET');
    requireLocks(bucket);
    const { retention } = object;
    if (retention === undefined) throw noLock();
    return { Retention: { Mode: retention.mode, RetainUntilDate: toDate(retention.until) } };
  },
};
