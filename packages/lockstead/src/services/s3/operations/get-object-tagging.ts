/**
 * GetObjectTagging: sorted by their keys; no tags are an empty list.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html
 */
import type { Tag } from '#service/session';
import { versionAnswer } from '../objects/answer-object.ts';
import { findObject } from '../objects/find-object.ts';
import type { S3Read } from '../operation.ts';

export const getObjectTagging: S3Read<'GetObjectTagging'> = {
  name: 'GetObjectTagging',
  effect: 'read',
  authentication: 'anonymousAllowed',
  eventCategory: 'data',

  async handle(input, context) {
    const { bucket, object } = await findObject(context, input, 'GET');
    return { ...versionAnswer(bucket, object), TagSet: [...(object.tags ?? [])].sort(byKey) };
  },
};

function byKey({ Key: one }: Tag, { Key: other }: Tag): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
