/**
 * GetBucketLocation: the bucket's Region; nothing for us-east-1.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
 */
import { findBucket } from '../buckets/find-bucket.ts';
import { constraintOf } from '../buckets/location.ts';
import type { S3Output, S3Read } from '../operation.ts';

export const getBucketLocation: S3Read<'GetBucketLocation'> = {
  name: 'GetBucketLocation',
  effect: 'read',
  authentication: 'anonymousAllowed',

  async handle(input, context) {
    const { bucket, place } = await findBucket(context.reader, context, input);
    const constraint = constraintOf(place.region, bucket);
    return (constraint === undefined ? {} : { LocationConstraint: constraint }) as S3Output<'GetBucketLocation'>;
  },
};
