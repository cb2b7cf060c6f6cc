/**
 * GetBucketTagging.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketTagging.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { S3Error } from '../errors.ts';
import type { S3Read } from '../operation.ts';

export const getBucketTagging: S3Read<'GetBucketTagging'> = {
  name: 'GetBucketTagging',
  effect: 'read',

  async handle(input, context) {
    const { bucket } = await findBucket(context.reader, context, input);
    if (bucket.tags === undefined) {
      throw new S3Error('NoSuchTagSet', 404, 'The TagSet does not exist', { members: { BucketName: bucket.name } });
    }
    return { TagSet: [...bucket.tags] };
  },
};
