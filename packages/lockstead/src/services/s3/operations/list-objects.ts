/**
 * ListObjects: the first version of the list, which names the owners of objects.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { objectSource } from '../lists/bucket-sources.ts';
import { listObjects as list } from '../lists/listings.ts';
import { ownerOf, showObject } from '../lists/show-object.ts';
import type { S3Read } from '../operation.ts';
import { s3State } from '../state.ts';

export const listObjects: S3Read<'ListObjects'> = {
  name: 'ListObjects',
  effect: 'read',
  authentication: 'anonymousAllowed',
  eventCategory: 'data',

  async handle(input, context) {
    const { bucket, place } = await findBucket(context.reader, context, input);
    const { rows, members, text } = await list(objectSource(s3State(context.reader, place), bucket.name), input);
    const contents = rows.map(({ key, object }) => ({
      ...showObject(object, text(key)),
      Owner: ownerOf(object, place.account),
    }));
    return { Name: bucket.name, ...members, ...(contents.length === 0 ? {} : { Contents: contents }) };
  },
};
