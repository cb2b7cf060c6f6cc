/**
 * What each operation of S3 asks for.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
import type { Authorize } from '#service/authorization';
import { bucketEntries } from './authorize/buckets.ts';
import { copyEntries } from './authorize/copies.ts';
import { lockEntries } from './authorize/locks.ts';
import { objectEntries } from './authorize/objects.ts';
import { uploadEntries } from './authorize/uploads.ts';
import { payerAsked, type TakesPayer } from './buckets/requester-pays.ts';
import type { AuthorizationParts } from './parts.ts';

type Entries = ReturnType<typeof bucketEntries> &
  ReturnType<typeof objectEntries> &
  ReturnType<typeof uploadEntries> &
  ReturnType<typeof copyEntries> &
  ReturnType<typeof lockEntries>;

/** Where a requester may have to pay. */
const takesPayer = [
  'AbortMultipartUpload',
  'CompleteMultipartUpload',
  'CopyObject',
  'CreateMultipartUpload',
  'DeleteObject',
  'DeleteObjects',
  'GetObject',
  'GetObjectAcl',
  'GetObjectAttributes',
  'GetObjectLegalHold',
  'GetObjectRetention',
  'GetObjectLegalHold',
  'GetObjectRetention',
  'GetObjectTagging',
  'HeadObject',
  'ListMultipartUploads',
  'ListObjects',
  'ListObjectsV2',
  'ListObjectVersions',
  'ListParts',
  'PutObject',
  'PutObjectAcl',
  'PutObjectLegalHold',
  'PutObjectLockConfiguration',
  'PutObjectRetention',
  'PutObjectLegalHold',
  'PutObjectLockConfiguration',
  'PutObjectRetention',
  'PutObjectTagging',
  'UploadPart',
  'UploadPartCopy',
] as const satisfies readonly (TakesPayer & keyof Entries)[];

export function isPaidFor(operation: string): boolean {
  return takesPayer.some((name) => name === operation);
}

export function s3Authorization(parts: AuthorizationParts): Entries {
  const entries = {
    ...bucketEntries(parts),
    ...objectEntries(parts),
    ...uploadEntries(parts),
    ...copyEntries(parts),
    ...lockEntries(parts),
  };
  const paid = takesPayer.map((name) => [name, payerAsked(entries[name] as Authorize<object>)]);
  return { ...entries, ...Object.fromEntries(paid) };
}
