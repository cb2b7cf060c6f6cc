/**
 * Amazon S3. Actions have other names than operations, and a version that is named asks for an action of its own.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
import type { PairRow } from '../../../packages/lockstead/src/front/tables/row.ts';
import { type HandService, on } from './hand-service.ts';

const bucket = '{Bucket|bucketArn}';
const object = '{Bucket|objectsOf}{Key}';
const via = 's3.amazonaws.com';

/** Operations on a bucket whose action has another name. */
const bucketActions: Readonly<Record<string, string>> = {
  CreateBucketMetadataConfiguration: 'CreateBucketMetadataTableConfiguration',
  CreateBucketMetadataTableConfiguration: 'CreateBucketMetadataTableConfiguration',
  DeleteBucket: 'DeleteBucket',
  DeleteBucketAnalyticsConfiguration: 'PutAnalyticsConfiguration',
  DeleteBucketCors: 'PutBucketCORS',
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  DeleteBucketIntelligentTieringConfiguration: 'PutIntelligentTieringConfiguration',
  DeleteBucketInventoryConfiguration: 'PutInventoryConfiguration',
  DeleteBucketLifecycle: 'PutLifecycleConfiguration',
  DeleteBucketMetadataConfiguration: 'DeleteBucketMetadataTableConfiguration',
  DeleteBucketMetadataTableConfiguration: 'DeleteBucketMetadataTableConfiguration',
  DeleteBucketMetricsConfiguration: 'PutMetricsConfiguration',
  DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
  DeleteBucketPolicy: 'DeleteBucketPolicy',
  DeleteBucketReplication: 'PutReplicationConfiguration',
  DeleteBucketTagging: 'PutBucketTagging',
  DeleteBucketWebsite: 'DeleteBucketWebsite',
  DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetBucketAbac: 'GetBucketAbac',
  GetBucketAccelerateConfiguration: 'GetAccelerateConfiguration',
  GetBucketAcl: 'GetBucketAcl',
  GetBucketAnalyticsConfiguration: 'GetAnalyticsConfiguration',
  GetBucketCors: 'GetBucketCORS',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  GetBucketIntelligentTieringConfiguration: 'GetIntelligentTieringConfiguration',
  GetBucketInventoryConfiguration: 'GetInventoryConfiguration',
  GetBucketLifecycle: 'GetLifecycleConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  GetBucketLocation: 'GetBucketLocation',
  GetBucketLogging: 'GetBucketLogging',
  GetBucketMetadataConfiguration: 'GetBucketMetadataTableConfiguration',
  GetBucketMetadataTableConfiguration: 'GetBucketMetadataTableConfiguration',
  GetBucketMetricsConfiguration: 'GetMetricsConfiguration',
  GetBucketNotification: 'GetBucketNotification',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  GetBucketOwnershipControls: 'GetBucketOwnershipControls',
  GetBucketPolicy: 'GetBucketPolicy',
  GetBucketPolicyStatus: 'GetBucketPolicyStatus',
  GetBucketReplication: 'GetReplicationConfiguration',
  GetBucketRequestPayment: 'GetBucketRequestPayment',
  GetBucketTagging: 'GetBucketTagging',
  GetBucketVersioning: 'GetBucketVersioning',
  GetBucketWebsite: 'GetBucketWebsite',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  HeadBucket: 'ListBucket',
  ListBucketAnalyticsConfigurations: 'GetAnalyticsConfiguration',
  ListBucketIntelligentTieringConfigurations: 'GetIntelligentTieringConfiguration',
  ListBucketInventoryConfigurations: 'GetInventoryConfiguration',
  ListBucketMetricsConfigurations: 'GetMetricsConfiguration',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  PutBucketAbac: 'PutBucketAbac',
  PutBucketAccelerateConfiguration: 'PutAccelerateConfiguration',
  PutBucketAcl: 'PutBucketAcl',
  PutBucketAnalyticsConfiguration: 'PutAnalyticsConfiguration',
  PutBucketCors: 'PutBucketCORS',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  PutBucketIntelligentTieringConfiguration: 'PutIntelligentTieringConfiguration',
  PutBucketInventoryConfiguration: 'PutInventoryConfiguration',
  PutBucketLifecycle: 'PutLifecycleConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  PutBucketLogging: 'PutBucketLogging',
  PutBucketMetricsConfiguration: 'PutMetricsConfiguration',
  PutBucketNotification: 'PutBucketNotification',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
  PutBucketOwnershipControls: 'PutBucketOwnershipControls',
  PutBucketPolicy: 'PutBucketPolicy',
  PutBucketRequestPayment: 'PutBucketRequestPayment',
  PutBucketTagging: 'PutBucketTagging',
  PutBucketVersioning: 'PutBucketVersioning',
  PutBucketWebsite: 'PutBucketWebsite',
  PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
};

/** Operations on an object of which no version is an action of its own. */
const objectActions: Readonly<Record<string, string>> = {
  AbortMultipartUpload: 'AbortMultipartUpload',
  CompleteMultipartUpload: 'PutObject',
  GetObjectLegalHold: 'GetObjectLegalHold',
  GetObjectRetention: 'GetObjectRetention',
  GetObjectTorrent: 'GetObjectTorrent',
  ListParts: 'ListMultipartUploadParts',
  PutObjectLegalHold: 'PutObjectLegalHold',
  RestoreObject: 'RestoreObject',
  SelectObjectContent: 'GetObject',
  UploadPart: 'PutObject',
};

/** Of a named version the action is another. */
const versioned: Readonly<Record<string, readonly [string, string]>> = {
  DeleteObjectTagging: ['DeleteObjectTagging', 'DeleteObjectVersionTagging'],
  GetObject: ['GetObject', 'GetObjectVersion'],
  GetObjectAcl: ['GetObjectAcl', 'GetObjectVersionAcl'],
  GetObjectTagging: ['GetObjectTagging', 'GetObjectVersionTagging'],
  HeadObject: ['GetObject', 'GetObjectVersion'],
  PutObjectAcl: ['PutObjectAcl', 'PutObjectVersionAcl'],
  PutObjectTagging: ['PutObjectTagging', 'PutObjectVersionTagging'],
};

function byVersion([plain, version]: readonly [string, string]): readonly PairRow[] {
  return [
    { action: `s3:${plain}`, resources: [object], when: ['!VersionId'] },
    { action: `s3:${version}`, resources: [object], when: ['VersionId'], keys: { 's3:versionid': '{VersionId}' } },
  ];
}

const listed = { 's3:prefix': '{Prefix}', 's3:delimiter': '{Delimiter}', 's3:max-keys': '{MaxKeys}' };
const written = {
  's3:x-amz-acl': '{ACL}',
  's3:x-amz-server-side-encryption': '{ServerSideEncryption}',
  's3:x-amz-server-side-encryption-aws-kms-key-id': '{SSEKMSKeyId}',
  's3:x-amz-storage-class': '{StorageClass}',
};

/** What else a request asks for that sets an ACL, tags or a lock while it writes. */
const whileWriting: readonly PairRow[] = [
  { action: 's3:PutObjectAcl', resources: [object], when: ['ACL'], keys: { 's3:x-amz-acl': '{ACL}' } },
  ...['GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWriteACP'].map((grant) => ({
    action: 's3:PutObjectAcl',
    resources: [object],
    when: [grant],
  })),
  { action: 's3:PutObjectTagging', resources: [object], when: ['Tagging'] },
  { action: 's3:PutObjectRetention', resources: [object], when: ['ObjectLockMode'] },
  { action: 's3:PutObjectLegalHold', resources: [object], when: ['ObjectLockLegalHoldStatus'] },
];

/** A copy reads its source, in the version that is named. */
const copied: readonly PairRow[] = [
  { action: 's3:GetObject', resources: ['{CopySource|copySource}'], when: ['!CopySource|copySourceVersion'] },
  {
    action: 's3:GetObjectVersion',
    resources: ['{CopySource|copySource}'],
    when: ['CopySource|copySourceVersion'],
    keys: { 's3:versionid': '{CopySource|copySourceVersion}' },
  },
  {
    action: 'kms:Decrypt',
    keyOf: '{CopySource|copySource}',
    via,
    keys: { 'kms:ViaService': 's3.{region}.amazonaws.com' },
  },
];

export const s3: HandService = {
  client: 's3',
  page: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_s3.html',
  operations: {
    ...Object.fromEntries(Object.entries(bucketActions).map(([name, action]) => [name, on(`s3:${action}`, bucket)])),
    ...Object.fromEntries(Object.entries(objectActions).map(([name, action]) => [name, on(`s3:${action}`, object)])),
    ...Object.fromEntries(Object.entries(versioned).map(([name, actions]) => [name, byVersion(actions)])),
    ListBuckets: on('s3:ListAllMyBuckets', '*'),
    ListObjects: [{ action: 's3:ListBucket', resources: [bucket], keys: listed }],
    ListObjectsV2: [{ action: 's3:ListBucket', resources: [bucket], keys: listed }],
    ListObjectVersions: [{ action: 's3:ListBucketVersions', resources: [bucket], keys: listed }],
    CreateBucket: [
      {
        action: 's3:CreateBucket',
        resources: [bucket],
        keys: { 's3:x-amz-acl': '{ACL}', 's3:locationconstraint': '{CreateBucketConfiguration.LocationConstraint}' },
      },
      { action: 's3:PutBucketAcl', resources: [bucket], when: ['ACL'], keys: { 's3:x-amz-acl': '{ACL}' } },
      { action: 's3:PutBucketOwnershipControls', resources: [bucket], when: ['ObjectOwnership'] },
      {
        action: 's3:PutBucketObjectLockConfiguration',
        resources: [bucket],
        when: ['ObjectLockEnabledForBucket == true'],
      },
      { action: 's3:PutBucketVersioning', resources: [bucket], when: ['ObjectLockEnabledForBucket == true'] },
    ],
    PutBucketReplication: [
      ...on('s3:PutReplicationConfiguration', bucket),
      {
        action: 'iam:PassRole',
        resources: ['{ReplicationConfiguration.Role|roleArn}'],
        when: ['ReplicationConfiguration.Role'],
        keys: { 'iam:PassedToService': via },
      },
    ],
    PutObject: [{ action: 's3:PutObject', resources: [object], keys: written }, ...whileWriting],
    CreateMultipartUpload: [{ action: 's3:PutObject', resources: [object], keys: written }, ...whileWriting],
    CopyObject: [{ action: 's3:PutObject', resources: [object], keys: written }, ...whileWriting, ...copied],
    UploadPartCopy: [...on('s3:PutObject', object), ...copied],
    DeleteObject: [
      ...byVersion(['DeleteObject', 'DeleteObjectVersion']),
      {
        action: 's3:BypassGovernanceRetention',
        resources: [object],
        when: ['BypassGovernanceRetention == true'],
      },
    ],
    DeleteObjects: [
      {
        action: 's3:DeleteObject',
        each: 'Delete.Objects[]',
        resources: ['{input.Bucket|objectsOf}{each.Key}'],
        when: ['!each.VersionId'],
      },
      {
        action: 's3:DeleteObjectVersion',
        each: 'Delete.Objects[]',
        resources: ['{input.Bucket|objectsOf}{each.Key}'],
        when: ['each.VersionId'],
        keys: { 's3:versionid': '{each.VersionId}' },
      },
      {
        action: 's3:BypassGovernanceRetention',
        each: 'Delete.Objects[]',
        resources: ['{input.Bucket|objectsOf}{each.Key}'],
        when: ['input.BypassGovernanceRetention == true'],
      },
    ],
    PutObjectRetention: [
      ...on('s3:PutObjectRetention', object),
      {
        action: 's3:BypassGovernanceRetention',
        resources: [object],
        when: ['BypassGovernanceRetention == true'],
      },
    ],
    // Both actions are asked for: the attributes, and the object they are of.
    GetObjectAttributes: [
      ...byVersion(['GetObject', 'GetObjectVersion']),
      ...byVersion(['GetObjectAttributes', 'GetObjectVersionAttributes']),
    ],
  },
};
