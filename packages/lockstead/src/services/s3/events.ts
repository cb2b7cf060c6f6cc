/**
 * What S3's events have beside what every event has.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
 */
import type { RequestContext } from '#service/request-context';
import type { EventDetails, EventResource } from '#service/service';
import { bucketArn, objectArn } from './buckets/bucket-arn.ts';
import { placeAsked } from './buckets/find-bucket.ts';

/** Events that CloudTrail calls otherwise than the API calls the operations. */
const eventNames: Readonly<Record<string, string>> = {
  ListObjectsV2: 'ListObjects',
  ListObjectVersions: 'ListObjectVersions',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  DeletePublicAccessBlock: 'DeleteBucketPublicAccessBlock',
  GetBucketAccelerateConfiguration: 'GetAccelerateConfiguration',
  PutBucketAccelerateConfiguration: 'PutAccelerateConfiguration',
  GetBucketLifecycleConfiguration: 'GetBucketLifecycle',
  PutBucketLifecycleConfiguration: 'PutBucketLifecycle',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
  PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration',
};

const methods = { header: 'AuthHeader', presigned: 'QueryString', post: 'HtmlForm' } as const;

export function s3EventDetails(operation: string, context: RequestContext): EventDetails {
  const { signature, transport, requestId } = context;
  // AWS DIFFERS? No public log has an upload by a form. CloudTrail's list of S3's data events calls it so.
  const eventName = transport.isForm === true ? 'PostObject' : eventNames[operation];
  return {
    ...(eventName === undefined ? {} : { eventName }),
    asSent: true,
    bracketsUserAgent: true,
    requestParameters: transport.host === undefined ? {} : { Host: transport.host },
    additionalEventData: {
      ...(signature === undefined
        ? {}
        : {
            SignatureVersion: signature.algorithm === 'AWS' ? 'SigV2' : 'SigV4',
            AuthenticationMethod: methods[signature.mode],
          }),
      ...(transport.tls === undefined ? {} : { CipherSuite: transport.tls.cipher }),
      'x-amz-id-2': requestId,
    },
  };
}

interface Asked {
  readonly Bucket?: string;
  readonly Key?: string;
  readonly Prefix?: string;
}

/** Of several objects: what their names begin with. */
const onSeveral: ReadonlySet<string> = new Set([
  'DeleteObjects',
  'ListMultipartUploads',
  'ListObjects',
  'ListObjectsV2',
  'ListObjectVersions',
]);

export function s3EventResources(operation: string, input: object): readonly EventResource[] {
  const { Bucket: bucket, Key: key, Prefix: prefix = '' } = input as Asked;
  if (bucket === undefined) return [];
  const owner = placeAsked(input)?.account;
  const own = owner === undefined ? {} : { account: owner };
  const whole = { type: 'AWS::S3::Bucket', name: bucketArn(bucket), listed: true, ...own } as const;
  const object = { type: 'AWS::S3::Object', listed: true, account: 'none' } as const;
  if (key !== undefined) return [{ ...object, name: objectArn(bucket, key) }, whole];
  if (onSeveral.has(operation)) return [{ ...object, name: objectArn(bucket, prefix), isPrefix: true }, whole];
  return [whole];
}
