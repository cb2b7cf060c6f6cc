/**
 * Amazon Simple Storage Service.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/
 */
import { defineService, type ServiceDefinition } from '#service/service';
import type { Blobs } from '#store/blobs/port';
import { CompiledPolicies } from '../compiled-policies.ts';
import type { Keys } from '../kms/api.ts';
import { s3Authorization } from './authorization.ts';
import { s3Denial } from './denial.ts';
import { ObjectEncrypter } from './encryption/object-keys.ts';
import { createBucket } from './operations/create-bucket.ts';
import { deleteBucket } from './operations/delete-bucket.ts';
import { deleteObject } from './operations/delete-object.ts';
import { getBucketLocation } from './operations/get-bucket-location.ts';
import { getObject } from './operations/get-object.ts';
import { headBucket } from './operations/head-bucket.ts';
import { headObject } from './operations/head-object.ts';
import { listBuckets } from './operations/list-buckets.ts';
import { putObject } from './operations/put-object.ts';

/** What S3 is given. */
export interface S3Parts {
  readonly blobs: Blobs;
  readonly keys: Keys;
  /** 32 bytes: under which objects are encrypted that ask for nothing else. */
  readonly objectKey: Buffer;
}

/** All operations that are listed are done; the others answer NotImplemented by name. */
export function s3({ blobs, keys, objectKey }: S3Parts): ServiceDefinition {
  const parts = { blobs, encrypter: new ObjectEncrypter(objectKey, keys) };
  return defineService({
    name: 's3',
    global: false,
    wordDenial: s3Denial,
    operations: [
      createBucket,
      deleteBucket,
      deleteObject(parts),
      getBucketLocation,
      getObject(parts),
      headBucket,
      headObject(parts),
      listBuckets,
      putObject(parts),
    ],
    authorization: s3Authorization({ policies: new CompiledPolicies() }),
  });
}
