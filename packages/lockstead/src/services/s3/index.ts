/**
 * Amazon Simple Storage Service.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/
 */
import type { Entropy } from '#kernel/entropy';
import { defineService, type ServiceDefinition } from '#service/service';
import type { Blobs } from '#store/blobs/port';
import { CompiledPolicies } from '../compiled-policies.ts';
import type { CodeTries } from '../iam/api.ts';
import type { Keys } from '../kms/api.ts';
import { KnownUsers } from './acl/known-users.ts';
import { isPaidFor, s3Authorization } from './authorization.ts';
import { s3PairFor } from './authorize/pair-for.ts';
import { MfaDelete } from './buckets/mfa-delete.ts';
import { charging } from './buckets/requester-pays.ts';
import { judgePage } from './cors/judge-page.ts';
import { s3Denial } from './denial.ts';
import { ObjectEncrypter } from './encryption/object-keys.ts';
import { s3EventDetails, s3EventResources } from './events.ts';
import { invalidInput } from './invalid-input.ts';
import { runLifecycle } from './lifecycle/run-lifecycle.ts';
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts';
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { createBucket } from './operations/create-bucket.ts';
import { createMultipartUpload } from './operations/create-multipart-upload.ts';
import { deleteBucket } from './operations/delete-bucket.ts';
import { deleteBucketCors } from './operations/delete-bucket-cors.ts';
import { deleteBucketEncryption } from './operations/delete-bucket-encryption.ts';
import { deleteBucketLifecycle } from './operations/delete-bucket-lifecycle.ts';
import { deleteBucketOwnershipControls } from './operations/delete-bucket-ownership-controls.ts';
import { deleteBucketPolicy } from './operations/delete-bucket-policy.ts';
import { deleteBucketTagging } from './operations/delete-bucket-tagging.ts';
import { deleteObject } from './operations/delete-object.ts';
import { deleteObjectTagging } from './operations/delete-object-tagging.ts';
import { deleteObjects } from './operations/delete-objects.ts';
import { deletePublicAccessBlock } from './operations/delete-public-access-block.ts';
import { getBucketAcl } from './operations/get-bucket-acl.ts';
import { getBucketCors } from './operations/get-bucket-cors.ts';
import { getBucketEncryption } from './operations/get-bucket-encryption.ts';
import { getBucketLifecycleConfiguration } from './operations/get-bucket-lifecycle-configuration.ts';
import { getBucketLocation } from './operations/get-bucket-location.ts';
import { getBucketOwnershipControls } from './operations/get-bucket-ownership-controls.ts';
import { getBucketPolicy } from './operations/get-bucket-policy.ts';
import { getBucketPolicyStatus } from './operations/get-bucket-policy-status.ts';
import { getBucketRequestPayment } from './operations/get-bucket-request-payment.ts';
import { getBucketTagging } from './operations/get-bucket-tagging.ts';
import { getBucketVersioning } from './operations/get-bucket-versioning.ts';
import { getObject } from './operations/get-object.ts';
import { getObjectAcl } from './operations/get-object-acl.ts';
import { getObjectAttributes } from './operations/get-object-attributes.ts';
import { getObjectLegalHold } from './operations/get-object-legal-hold.ts';
import { getObjectLockConfiguration } from './operations/get-object-lock-configuration.ts';
import { getObjectRetention } from './operations/get-object-retention.ts';
import { getObjectTagging } from './operations/get-object-tagging.ts';
import { getPublicAccessBlock } from './operations/get-public-access-block.ts';
import { headBucket } from './operations/head-bucket.ts';
import { headObject } from './operations/head-object.ts';
import { listBuckets } from './operations/list-buckets.ts';
import { listMultipartUploads } from './operations/list-multipart-uploads.ts';
import { listObjectVersions } from './operations/list-object-versions.ts';
import { listObjects } from './operations/list-objects.ts';
import { listObjectsV2 } from './operations/list-objects-v2.ts';
import { listParts } from './operations/list-parts.ts';
import { putBucketAcl } from './operations/put-bucket-acl.ts';
import { putBucketCors } from './operations/put-bucket-cors.ts';
import { putBucketEncryption } from './operations/put-bucket-encryption.ts';
import { putBucketLifecycleConfiguration } from './operations/put-bucket-lifecycle-configuration.ts';
import { putBucketOwnershipControls } from './operations/put-bucket-ownership-controls.ts';
import { putBucketPolicy } from './operations/put-bucket-policy.ts';
import { putBucketRequestPayment } from './operations/put-bucket-request-payment.ts';
import { putBucketTagging } from './operations/put-bucket-tagging.ts';
import { putBucketVersioning } from './operations/put-bucket-versioning.ts';
import { putObject } from './operations/put-object.ts';
import { putObjectAcl } from './operations/put-object-acl.ts';
import { putObjectLegalHold } from './operations/put-object-legal-hold.ts';
import { putObjectLockConfiguration } from './operations/put-object-lock-configuration.ts';
import { putObjectRetention } from './operations/put-object-retention.ts';
import { putObjectTagging } from './operations/put-object-tagging.ts';
import { putPublicAccessBlock } from './operations/put-public-access-block.ts';
import { uploadPart } from './operations/upload-part.ts';
import { uploadPartCopy } from './operations/upload-part-copy.ts';
import { s3Resources } from './resources.ts';
import { removeParts } from './uploads/remove-parts.ts';
import { removeUploads } from './uploads/remove-uploads.ts';

/** What S3 is given. */
export interface S3Parts {
  readonly blobs: Blobs;
  readonly entropy: Entropy;
  readonly keys: Keys;
  /** 32 bytes: under which objects are encrypted that ask for nothing else. */
  readonly objectKey: Buffer;
  /** Wrong codes of devices, of sign-in and STS too. */
  readonly codeTries: CodeTries;
}

const directoryBuckets = 'Directory buckets of S3 Express are not here: their zones and sessions have no counterpart.';
const metadataTables = 'Metadata tables stand in S3 Tables, which are not here.';

const refused: Readonly<Record<string, string>> = {
  CreateSession: directoryBuckets,
  ListDirectoryBuckets: directoryBuckets,
  RenameObject: directoryBuckets,
  WriteGetObjectResponse: 'Object Lambda needs functions that S3 runs while an object is read.',
  SelectObjectContent: 'AWS has closed S3 Select to new customers.',
  GetObjectTorrent: 'AWS has ended torrents of objects.',
  CreateBucketMetadataConfiguration: metadataTables,
  DeleteBucketMetadataConfiguration: metadataTables,
  GetBucketMetadataConfiguration: metadataTables,
  CreateBucketMetadataTableConfiguration: metadataTables,
  DeleteBucketMetadataTableConfiguration: metadataTables,
  GetBucketMetadataTableConfiguration: metadataTables,
  UpdateBucketMetadataInventoryTableConfiguration: metadataTables,
  UpdateBucketMetadataJournalTableConfiguration: metadataTables,
};

/** All operations that are listed are done; the others answer NotImplemented by name. */
export function s3({ blobs, entropy, keys, objectKey, codeTries }: S3Parts): ServiceDefinition {
  const parts = {
    blobs,
    encrypter: new ObjectEncrypter(objectKey, keys),
    users: new KnownUsers(),
    mfaDelete: new MfaDelete(codeTries),
  };
  const asked = { policies: new CompiledPolicies(), keys };
  return defineService({
    name: 's3',
    global: false,
    refused,
    wordDenial: s3Denial,
    invalidInput,
    judgePage,
    eventDetails: s3EventDetails,
    eventResources: s3EventResources,
    operations: [
      abortMultipartUpload,
      completeMultipartUpload(parts),
      createMultipartUpload(parts),
      listMultipartUploads,
      listParts,
      uploadPart(parts),
      uploadPartCopy(parts),
      copyObject(parts),
      createBucket(parts),
      deleteBucketCors,
      deleteBucketEncryption,
      deleteBucketOwnershipControls,
      deleteBucketPolicy,
      deleteBucketTagging,
      deleteBucket,
      deleteObjectTagging,
      deleteObject(parts),
      deleteObjects(parts),
      deletePublicAccessBlock,
      getBucketAcl,
      getBucketCors,
      getBucketEncryption,
      deleteBucketLifecycle,
      getBucketLifecycleConfiguration,
      putBucketLifecycleConfiguration,
      getBucketLocation,
      getBucketOwnershipControls,
      getBucketPolicyStatus,
      getBucketRequestPayment,
      getBucketPolicy,
      getBucketTagging,
      getBucketVersioning,
      getObjectAcl,
      getObjectAttributes,
      getObjectTagging,
      getObject(parts),
      getPublicAccessBlock,
      getObjectLockConfiguration,
      putObjectLockConfiguration,
      getObjectRetention,
      putObjectRetention,
      getObjectLegalHold,
      putObjectLegalHold,
      headBucket,
      headObject(parts),
      listBuckets,
      listObjectVersions,
      listObjectsV2,
      listObjects,
      putBucketAcl(parts),
      putBucketCors,
      putBucketEncryption,
      putBucketOwnershipControls,
      putBucketPolicy,
      putBucketRequestPayment,
      putBucketTagging,
      putBucketVersioning(parts),
      putObjectAcl(parts),
      putObjectTagging,
      putObject(parts),
      putPublicAccessBlock,
    ].map((operation) => (isPaidFor(operation.name) ? charging(operation) : operation)),
    agenda: { removeParts: removeParts(blobs), removeUploads, lifecycle: runLifecycle({ blobs, entropy }) },
    resources: s3Resources,
    authorization: s3Authorization(asked),
    pairFor: s3PairFor(asked),
  });
}
