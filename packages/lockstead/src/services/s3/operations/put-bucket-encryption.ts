/**
 * PutBucketEncryption: what new objects are encrypted with that ask for nothing else; objects that are there stay as they are.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html
 */
import { readBucketEncryption } from '../buckets/bucket-encryption.ts';
import { changeBucket } from '../buckets/change-bucket.ts';
import type { S3Write } from '../operation.ts';

export const putBucketEncryption: S3Write<'PutBucketEncryption'> = {
  name: 'PutBucketEncryption',
  effect: 'write',

  async handle(input, context) {
    await changeBucket(context, input, ({ bucket }) => ({
      ...bucket,
      encryption: readBucketEncryption(input.ServerSideEncryptionConfiguration, bucket.encryption),
    }));
    return {};
  },
};
