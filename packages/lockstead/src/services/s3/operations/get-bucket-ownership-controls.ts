/**
 * GetBucketOwnershipControls.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketOwnershipControls.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { S3Error } from '../errors.ts';
import type { S3Read } from '../operation.ts';

export const getBucketOwnershipControls: S3Read<'GetBucketOwnershipControls'> = {
  name: 'GetBucketOwnershipControls',
  effect: 'read',

  async handle(input, context) {
    const { bucket } = await findBucket(context.reader, context, input);
    if (bucket.ownership === undefined) {
      throw new S3Error('OwnershipControlsNotFoundError', 404, 'The bucket ownership controls were not found', {
        members: { BucketName: bucket.name },
      });
    }
    return { OwnershipControls: { Rules: [{ ObjectOwnership: bucket.ownership }] } };
  },
};
