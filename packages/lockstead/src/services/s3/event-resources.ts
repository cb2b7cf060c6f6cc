/**
 * What a call was about, as its event lists it: the object, or for what is about several of them the prefix that they have in common, and the bucket.
 * Trails choose data events by it.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-understanding-s3-entries.html
 *
 * AWS DIFFERS? It names a prefix in `ARNPrefix`; here it stands in `ARN`.
 */
import type { EventResource } from '#service/service';
import { bucketArn, objectArn } from './buckets/bucket-arn.ts';

/** Operations on several objects of a bucket. */
const onSeveral: ReadonlySet<string> = new Set([
  'DeleteObjects',
  'ListMultipartUploads',
  'ListObjects',
  'ListObjectsV2',
  'ListObjectVersions',
]);

export function s3EventResources(operation: string, input: object): readonly EventResource[] {
  const { Bucket: bucket, Key, Prefix } = input as Readonly<Record<string, unknown>>;
  if (typeof bucket !== 'string') return [];
  const ofBucket: EventResource = { type: 'AWS::S3::Bucket', name: bucketArn(bucket), listed: true };
  const key = onSeveral.has(operation) ? (Prefix ?? '') : Key;
  if (typeof key !== 'string') return [ofBucket];
  return [{ type: 'AWS::S3::Object', name: objectArn(bucket, key), listed: true }, ofBucket];
}
