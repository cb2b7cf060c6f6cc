/**
 * GetBucketLifecycleConfiguration.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLifecycleConfiguration.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { S3Error } from '../errors.ts';
import { showRule } from '../lifecycle/show-rules.ts';
import type { S3Read } from '../operation.ts';

export const getBucketLifecycleConfiguration: S3Read<'GetBucketLifecycleConfiguration'> = {
  name: 'GetBucketLifecycleConfiguration',
  effect: 'read',

  async handle(input, context) {
    const { bucket } = await findBucket(context.reader, context, input);
    const { lifecycle } = bucket;
    if (lifecycle === undefined) {
      throw new S3Error('NoSuchLifecycleConfiguration', 404, 'The lifecycle configuration does not exist', {
        members: { BucketName: bucket.name },
      });
    }
    return {
      Rules: lifecycle.rules.map(showRule),
      TransitionDefaultMinimumObjectSize: lifecycle.smallObjects,
    };
  },
};
