/**
 * GetObjectLegalHold: whether a version is held, whatever its retention.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLegalHold.html
 */
import { findObject } from '../objects/find-object.ts';
import { noLock, requireLocks } from '../objects/object-lock.ts';
import type { S3Read } from '../operation.ts';

export const getObjectLegalHold: S3Read<'GetObjectLegalHold'> = {
  name: 'GetObjectLegalHold',
  effect: 'read',
  authentication: 'anonymousAllowed',
  eventCategory: 'data',

  async handle(input, context) {
    const { bucket, object } = await findObject(context, input, 'GET');
    requireLocks(bucket);
    const { legalHold } = object;
    if (legalHold === undefined) throw noLock();
    return { LegalHold: { Status: legalHold ? 'ON' : 'OFF' } };
  },
};
