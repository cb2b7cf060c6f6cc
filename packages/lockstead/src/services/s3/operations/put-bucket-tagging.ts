/**
 * PutBucketTagging: replaces all tags.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html
 */
import { changeBucket } from '../buckets/change-bucket.ts';
import { S3Error } from '../errors.ts';
import { s3Limits } from '../limits.ts';
import { checkTags } from '../objects/put-headers.ts';
import type { S3Write } from '../operation.ts';

export const putBucketTagging: S3Write<'PutBucketTagging'> = {
  name: 'PutBucketTagging',
  effect: 'write',

  async handle(input, context) {
    const tags = input.Tagging.TagSet.map(({ Key, Value }) => ({ Key, Value }));
    if (tags.length > s3Limits.TagsPerBucket) {
      throw new S3Error('BadRequest', 400, `Bucket tag count cannot be greater than ${s3Limits.TagsPerBucket}`);
    }
    checkTags(tags);
    await changeBucket(context, input, ({ bucket }) => ({ ...bucket, tags }));
    return {};
  },
};
