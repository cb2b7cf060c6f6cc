/**
 * PutObjectLockConfiguration: gives a bucket locks, which it never loses, and says what new objects get.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html
 */
import { changeBucket } from '../buckets/change-bucket.ts';
import { readLockConfiguration } from '../buckets/lock-configuration.ts';
import { headerNotImplemented, S3Error } from '../errors.ts';
import type { S3Write } from '../operation.ts';

export const putObjectLockConfiguration: S3Write<'PutObjectLockConfiguration'> = {
  name: 'PutObjectLockConfiguration',
  effect: 'write',

  async handle(input, context) {
    if (input.Token !== undefined) {
      throw headerNotImplemented('x-amz-bucket-object-lock-token', 'Buckets take locks without a token of the support');
    }
    const objectLock = readLockConfiguration(input.ObjectLockConfiguration);
    await changeBucket(context, input, ({ bucket }) => {
      if (bucket.versioning !== 'Enabled') {
        throw new S3Error(
          'InvalidBucketState',
          409,
          "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
        );
      }
      return { ...bucket, objectLock };
    });
    return {};
  },
};
