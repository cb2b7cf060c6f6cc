/**
 * PutObjectTagging: replaces all tags of a version.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html
 */
import { versionAnswer } from '../objects/answer-object.ts';
import { changeObject } from '../objects/change-object.ts';
import { checkObjectTags } from '../objects/put-headers.ts';
import type { S3Write } from '../operation.ts';

export const putObjectTagging: S3Write<'PutObjectTagging'> = {
  name: 'PutObjectTagging',
  effect: 'write',
  authentication: 'anonymousAllowed',
  eventCategory: 'data',

  async handle(input, context) {
    const tags = input.Tagging.TagSet.map(({ Key, Value }) => ({ Key, Value }));
    checkObjectTags(tags);
    const { bucket, object } = await changeObject(context, input, 'PUT', ({ object: { tags: _, ...before } }) =>
      tags.length === 0 ? before : { ...before, tags },
    );
    return versionAnswer(bucket, object);
  },
};
