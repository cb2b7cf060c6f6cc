/**
 * PutObjectLegalHold: holds a version until it is released.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLegalHold.html
 */
import { malformedXml } from '../errors.ts';
import { changeObject } from '../objects/change-object.ts';
import { requireLocks } from '../objects/object-lock.ts';
import type { S3Write } from '../operation.ts';

export const putObjectLegalHold: S3Write<'PutObjectLegalHold'> = {
  name: 'PutObjectLegalHold',
  effect: 'write',
  authentication: 'anonymousAllowed',
  eventCategory: 'data',

  async handle(input, context) {
    const status = input.LegalHold?.Status;
    if (status !== 'ON' && status !== 'OFF') throw malformedXml();
    await changeObject(context, input, 'PUT', ({ bucket, object }) => {
      requireLocks(bucket);
      return { ...object, legalHold: status === 'ON' };
    });
    return {};
  },
};
