/**
 * PutBucketTagging: replaces all tags. None is as if they were deleted.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html
 */
import { changeBucket } from '../buckets/change-bucket.ts';
import { checkBucketTags } from '../objects/put-headers.ts';
import type { S3Write } from '../operation.ts';

export const putBucketTagging: S3Write<'PutBucketTagging'> = {
  name: 'PutBucketTagging',
  effect: 'write',

  async handle(input, context) {
    const tags = input.Tagging.TagSet.map(({ Key, Value }) => ({ Key, Value }));
    checkBucketTags(tags, 'bucket');
    await changeBucket(context, input, ({ bucket: { tags: _, ...bucket } }) =>
      tags.length === 0 ? bucket : { ...bucket, tags },
    );
    return {};
  },
};
