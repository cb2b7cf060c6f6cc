/** A bucket with an object and an upload under way, when an operation of S3 is probed. */
import * as sdk from '@aws-sdk/client-s3';
import type { Cloud } from 'lockstead';
import type { Known } from './probed-account.ts';

const Bucket = 'probed';
const Key = 'key';

/** Members of which a plain request has none. */
const absent = [
  'AnnotationDirective',
  'BucketKeyEnabled',
  'BypassGovernanceRetention',
  'ChecksumCRC32',
  'ChecksumCRC32C',
  'ChecksumCRC64NVME',
  'ChecksumSHA1',
  'ChecksumSHA256',
  'ContentMD5',
  'ContinuationToken',
  'CopySourceRange',
  'ExpectedBucketOwner',
  'ExpectedSourceBucketOwner',
  'IfMatch',
  'IfNoneMatch',
  'IfModifiedSince',
  'IfUnmodifiedSince',
  'MFA',
  'MFADelete',
  'ObjectLockLegalHoldStatus',
  'ObjectLockMode',
  'ObjectLockRetainUntilDate',
  'PartNumber',
  'SSECustomerAlgorithm',
  'SSECustomerKey',
  'SSECustomerKeyMD5',
  'SSEKMSEncryptionContext',
  'SSEKMSKeyId',
  'VersionId',
  'VersionIdMarker',
  'WriteOffsetBytes',
] as const;

export async function fillBucket(cloud: Cloud, service: string, operation: string): Promise<Known> {
  if (service !== 's3') return {};
  const client = new sdk.S3Client({ ...cloud.clientConfig(), forcePathStyle: true });
  const known: Known = {
    ...Object.fromEntries(absent.map((name) => [name, undefined])),
    Bucket,
    Key,
    CopySource: `/${Bucket}/${Key}`,
    ACL: 'private',
    CreateBucketConfiguration: undefined,
    Delete: { Objects: [{ Key }] },
    ObjectAttributes: ['ETag', 'ObjectSize'],
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: `arn:aws:s3:::${Bucket}/no/*` }],
    }),
    VersioningConfiguration: { Status: 'Enabled' },
    PublicAccessBlockConfiguration: { BlockPublicAcls: true },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
    Tagging: { TagSet: [{ Key: 'team', Value: 'blue' }] },
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    ServerSideEncryption: 'AES256',
    MultipartUpload: undefined,
  };
  if (operation === 'CreateBucket' || operation === 'ListBuckets') return known;
  await client.send(new sdk.CreateBucketCommand({ Bucket }));
  if (operation === 'DeleteBucket') return known;
  const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
  await client.send(new sdk.PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
  await client.send(new sdk.PutObjectCommand({ Bucket, Key, Body: 'x' }));
  const { Policy } = known as { readonly Policy: string };
  await client.send(new sdk.PutBucketPolicyCommand({ Bucket, Policy }));
  const Tagging = { TagSet: [{ Key: 'team', Value: 'blue' }] };
  await client.send(new sdk.PutBucketTaggingCommand({ Bucket, Tagging }));
  const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key }));
  return { ...known, UploadId, ...(operation.startsWith('UploadPart') ? { PartNumber: 1 } : {}) };
}
