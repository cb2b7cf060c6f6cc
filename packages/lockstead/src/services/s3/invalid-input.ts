/**
 * What S3 answers to inputs that break the model, where the answer has words of its own. Of a document that breaks it in any other way the wire
 * says that it is malformed.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
import { AwsError } from '#kernel/aws-error';
import type { Region } from '#kernel/ids';
import { aclErrors } from './acl/acl-errors.ts';
import { cannedAcls } from './acl/canned-acl.ts';
import { noJson } from './buckets/bucket-policy.ts';
import { invalidConstraint, locationOf } from './buckets/location.ts';
import { invalidCopy } from './copies/invalid-copy.ts';
import { S3Error } from './errors.ts';
import { readSmallObjects } from './lifecycle/read-rules.ts';
import { checkEncodingType } from './lists/list-errors.ts';
import { sentChecksum } from './objects/checksums.ts';
import { checkLockMode } from './objects/object-lock.ts';
import { checkStorageClass } from './objects/put-headers.ts';
import { unknownChecksumType } from './uploads/upload-checksum.ts';

type Given = Readonly<Record<string, unknown>>;

const ownerships: ReadonlySet<string> = new Set(['BucketOwnerPreferred', 'ObjectWriter', 'BucketOwnerEnforced']);

/** Those that take the headers of object lock. */
const locking: ReadonlySet<string> = new Set(['PutObject', 'CopyObject', 'CreateMultipartUpload']);

/** In the order in which S3 looks. Each throws, or has nothing to say. */
const checks: readonly ((operation: string, given: Given, region: Region) => void)[] = [
  (operation, given) => {
    const found = invalidCopy(operation, given);
    if (found !== undefined) throw found;
  },
  (_operation, { ACL }) => {
    if (typeof ACL === 'string' && !cannedAcls.some((known) => known === ACL)) throw aclErrors.unknownCannedAcl(ACL);
  },
  (operation, { ObjectOwnership: ownership }) => {
    if (operation !== 'CreateBucket' || typeof ownership !== 'string' || ownerships.has(ownership)) return;
    throw new S3Error('InvalidArgument', 400, `Invalid x-amz-object-ownership header: ${ownership.slice(0, 256)}`, {
      members: { ArgumentName: 'x-amz-object-ownership' },
    });
  },
  (operation, { CreateBucketConfiguration: configuration }, region) => {
    const { LocationConstraint: constraint, Tags: tags } = (configuration ?? {}) as Given;
    if (operation !== 'CreateBucket' || typeof constraint !== 'string') return;
    locationOf(region, constraint);
    // It may be a Region; where nothing else can be wrong, it is one that the model does not know.
    if (tags === undefined) throw invalidConstraint(constraint);
  },
  (_operation, { StorageClass }) => {
    if (typeof StorageClass === 'string') checkStorageClass(StorageClass);
  },
  (operation, { ObjectLockMode: mode }) => {
    if (locking.has(operation) && typeof mode === 'string') checkLockMode(mode);
  },
  (_operation, { ChecksumAlgorithm }) => {
    if (typeof ChecksumAlgorithm === 'string') sentChecksum({ ChecksumAlgorithm });
  },
  (_operation, { ChecksumType: type }) => {
    if (typeof type === 'string' && type !== 'FULL_OBJECT' && type !== 'COMPOSITE') throw unknownChecksumType();
  },
  (_operation, { TransitionDefaultMinimumObjectSize: small }) => {
    if (typeof small === 'string') readSmallObjects(small);
  },
  (_operation, { EncodingType }) => {
    if (typeof EncodingType === 'string') checkEncodingType(EncodingType);
  },
  (operation, { Policy }) => {
    if (operation === 'PutBucketPolicy' && Policy === undefined) throw noJson();
  },
  (operation, { AccessControlPolicy: acl }) => {
    if ((operation === 'PutBucketAcl' || operation === 'PutObjectAcl') && acl !== undefined)
      throw aclErrors.malformed();
  },
];

/** `undefined` where S3 has no words of its own. */
export function invalidInput(operation: string, input: object, region: Region): AwsError | undefined {
  try {
    for (const check of checks) check(operation, input as Given, region);
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
  return undefined;
}
