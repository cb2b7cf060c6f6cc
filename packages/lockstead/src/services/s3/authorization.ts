/**
 * What each operation of S3 asks for.
 * AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
import { bucketEntries } from './authorize/buckets.ts';
import { copyEntries } from './authorize/copies.ts';
import { objectEntries } from './authorize/objects.ts';
import { uploadEntries } from './authorize/uploads.ts';
import type { AuthorizationParts } from './parts.ts';

export function s3Authorization(
  parts: AuthorizationParts,
): ReturnType<typeof bucketEntries> &
  ReturnType<typeof objectEntries> &
  ReturnType<typeof uploadEntries> &
  ReturnType<typeof copyEntries> {
  return { ...bucketEntries(parts), ...objectEntries(parts), ...uploadEntries(parts), ...copyEntries(parts) };
}
