/**
 * DeleteObjectTagging.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html
 */
import { versionAnswer } from '../objects/answer-object.ts';
import { changeObject } from '../objects/change-object.ts';
import type { S3Write } from '../operation.ts';

export const deleteObjectTagging: S3Write<'DeleteObjectTagging'> = {
  name: 'DeleteObjectTagging',
  effect: 'write',
  authentication: 'anonymousAllowed',
  eventCategory: 'data',

  async handle(input, context) {
    const { bucket, object } = await changeObject(
      context,
      input,
      'DELETE',
      ({ object: { tags: _, ...before } }) => before,
    );
    return versionAnswer(bucket, object);
  },
};
