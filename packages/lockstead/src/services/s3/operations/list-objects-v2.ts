/**
 * ListObjectsV2.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { objectSource } from '../lists/bucket-sources.ts';
import { listObjectsV2 as list } from '../lists/listings.ts';
import { ownerOf, showObject } from '../lists/show-object.ts';
import type { S3Read } from '../operation.ts';
import { s3State } from '../state.ts';

export const listObjectsV2: S3Read<'ListObjectsV2'> = {
  name: 'ListObjectsV2',
  effect: 'read',
  authentication: 'anonymousAllowed',
  eventCategory: 'data',

  async handle(input, context) {
    const { bucket, place } = await findBucket(context.reader, context, input);
    const source = objectSource(s3State(context.reader, place), bucket.name);
    const { rows, members, text } = await list(source, bucket.name, input);
    const contents = rows.map(({ key, object }) => ({
      ...showObject(object, text(key)),
      ...(input.FetchOwner === true ? { Owner: ownerOf(object, place.account) } : {}),
    }));
    return { Name: bucket.name, ...members, ...(contents.length === 0 ? {} : { Contents: contents }) };
  },
};
