/**
 * GetObjectLockConfiguration: whether a bucket has locks, and what new objects get.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLockConfiguration.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { lockAnswer } from '../buckets/lock-configuration.ts';
import { S3Error } from '../errors.ts';
import type { S3Read } from '../operation.ts';

export const getObjectLockConfiguration: S3Read<'GetObjectLockConfiguration'> = {
  name: 'GetObjectLockConfiguration',
  effect: 'read',

  async handle(input, context) {
    const { bucket } = await findBucket(context.reader, context, input);
    if (bucket.objectLock === undefined) {
      throw new S3Error(
        'ObjectLockConfigurationNotFoundError',
        404,
        'Object Lock configuration does not exist for this bucket',
        { members: { BucketName: bucket.name } },
      );
    }
    return { ObjectLockConfiguration: lockAnswer(bucket.objectLock) };
  },
};
