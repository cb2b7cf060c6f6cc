/**
 * Which object a read is for. Whether one that is not there is told, or denied, depends on whether the caller may list the bucket.
 * AWS: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_Permissions
 */
import type { ReadContext } from '#service/operation';
import type { Reader } from '#store/port';
import { type FoundBucket, findBucket } from '../buckets/find-bucket.ts';
import { invalidArgument, methodNotAllowed, noSuchKey, noSuchVersion, type S3Error } from '../errors.ts';
import { isDeleteMarker, type ObjectRecord, type OldVersion, s3State } from '../state.ts';
import { checkKey, isTooLong } from './put-headers.ts';
import { isVersionId } from './version-id.ts';
import { currentVersion, versionOf } from './versions.ts';

export interface ObjectAsked {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** The name under which an operation asks whether its caller may list the bucket. */
export const mayList = 's3:ListBucket';

/** Throws for a text that is no id of a version. An empty one is one too few. */
export function checkVersionId(versionId: string | undefined): void {
  if (versionId === undefined) return;
  if (versionId === '') {
    throw invalidArgument('Version id cannot be the empty string', 'version-id', '');
  }
  if (!isVersionId(versionId)) throw invalidVersionId(versionId);
}

export function invalidVersionId(versionId: string): S3Error {
  return invalidArgument('Invalid version id specified', 'versionId', versionId);
}

/** What stands there, a delete marker too; `undefined` where nothing does. */
export async function findVersion(
  reader: Reader,
  { bucket, place }: FoundBucket,
  { Key, VersionId }: Pick<ObjectAsked, 'Key' | 'VersionId'>,
): Promise<OldVersion | undefined> {
  const state = s3State(reader, place);
  if (VersionId === undefined) return await currentVersion(state, bucket, Key);
  return await versionOf(state, bucket, Key, VersionId);
}

/** As authorization sees it: nothing where nothing is, or a marker. A key that no object can have is not looked for. */
export async function objectIfThere(
  reader: Reader,
  found: FoundBucket,
  asked: Pick<ObjectAsked, 'Key' | 'VersionId'>,
): Promise<ObjectRecord | undefined> {
  if (isTooLong(asked.Key)) return undefined;
  const version = await findVersion(reader, found, asked);
  return version === undefined || isDeleteMarker(version) ? undefined : version;
}

export interface FoundObject extends FoundBucket {
  readonly object: ObjectRecord;
}

/**
 * For a call that was allowed. Throws 404 for what is not there if the caller may list the bucket, else the denial; for a marker 404, or 405 where
 * it was asked for by its version or for a write.
 */
export async function findObject(context: ReadContext, asked: ObjectAsked, method: string): Promise<FoundObject> {
  const found = await findBucket(context.reader, context, asked);
  checkKey(asked.Key);
  checkVersionId(asked.VersionId);
  const version = await findVersion(context.reader, found, asked);
  if (version === undefined) throw missing(context, asked);
  if (!isDeleteMarker(version)) return { ...found, object: version };
  const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId };
  // A write on a marker is refused as one on what is there and takes no writes.
  if (asked.VersionId === undefined && method !== 'PUT') throw noSuchKey(asked.Key, headers);
  throw methodNotAllowed('DeleteMarker', method, {
    ...headers,
    allow: 'DELETE',
    'last-modified': new Date(version.modifiedAt).toUTCString(),
  });
}

function missing(context: ReadContext, { Key, VersionId }: ObjectAsked): Error {
  return (
    context.outcomes.denialOf(mayList) ?? (VersionId === undefined ? noSuchKey(Key) : noSuchVersion(Key, VersionId))
  );
}
